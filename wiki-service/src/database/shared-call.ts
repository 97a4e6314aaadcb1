import { Batcher } from './batcher.ts'
import { errorOf } from './failures.ts'
import { requestGuard } from './guard.ts'
import { charactersOf, loneCall, type LoneCall } from './lone-call.ts'
import type { BatchingContext } from './row-reader.ts'
import { parameterText, type Parameter, type Statement } from './statement.ts'

export interface SharedStatements<Row extends readonly unknown[]> {
  readonly alone: Statement<Row>
  /**
   * Takes an array for each parameter of `alone`; for one that is an array itself, an array of the texts of arrays.
   * Returns a row for each call, in order.
   */
  readonly many: Statement<Row>
}

/** A larger call has a statement of its own, so that no other waits for it. */
const largeCharacters = 64 << 10
const most = { calls: 32, characters: 1 << 20, queuedCharacters: 32 << 20 } as const

/**
 * For writes that return one row, and that have no effect when repeated: those that wait together share a statement and
 * its commit. One that fails does not fail the others.
 */
export function sharedCall<Row extends readonly unknown[]>(
  { alone, many }: SharedStatements<Row>,
  context: BatchingContext,
): LoneCall<Row> {
  const { database } = context
  const batcher = new Batcher<readonly Parameter[], Row[]>({
    name: many.name,
    lanes: context.sharedLanes,
    maxBatch: most.calls,
    maxWeight: most.characters,
    maxQueue: context.maxQueue,
    weigh: charactersOf,
    maxQueueWeight: most.queuedCharacters,
    observer: context.observer,
    async run(calls, deadline) {
      const runAlone = (values: readonly Parameter[]): Promise<Row[]> => database.query(alone, values, deadline)
      const [first] = calls
      if (first !== undefined && calls.length === 1) return [await runAlone(first)]
      try {
        return (await database.query(many, columnsOf(calls), deadline)).map((row) => [row])
      } catch (error) {
        if (performance.now() >= deadline) throw error
        const outcomes: (Row[] | Error)[] = []
        for (const values of calls) outcomes.push(await runAlone(values).catch(errorOf))
        return outcomes
      }
    },
  })
  context.onBatcher(batcher)
  const callAlone = loneCall(alone, 'writeLanes', context)
  return (values, deadline, caller) => {
    // A statement is in the name of one member.
    const isShared = requestGuard.getStore() === undefined && charactersOf(values) <= largeCharacters
    return isShared ? batcher.submit(values, deadline, caller) : callAlone(values, deadline, caller)
  }
}

function columnsOf([first = [], ...others]: readonly (readonly Parameter[])[]): Parameter[] {
  return first.map((value, column) => [value, ...others.map((values) => values[column] ?? null)].map(parameterText))
}
