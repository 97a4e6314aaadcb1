import type { Options } from './options.ts'
import { Progress } from './progress.ts'
import { numberText } from './report/number-text.ts'
import { figures, type FigureName, type Readings, type Result, summarize } from './report/result.ts'
import { buildService } from './stage/build.ts'
import { currentCommit } from './stage/commit.ts'
import { openDatabase } from './stage/database.ts'
import { describeMachine } from './stage/machine.ts'
import { runRound } from './stage/round.ts'

/**
 * All rounds on one database.
 * @throws when the service or the database does not start, a connection is lost, or the signal says to stop
 */
export async function run(options: Options, output: NodeJS.WriteStream, signal: AbortSignal): Promise<Result> {
  const { scenarios, rounds, seconds, warmUpSeconds, users, posts } = options
  const rates = { ...options.rates }
  const at = new Date().toISOString()
  const commit = await currentCommit()
  const progress = new Progress(output, rounds * (scenarios.length + 2))
  try {
    progress.show('building the service')
    await buildService()
    signal.throwIfAborted()
    progress.show(`PostgreSQL, with ${numberText(users)} users and ${numberText(posts)} posts`)
    await using database = await openDatabase({ users, posts }, options.databaseUrl)
    const machine = await describeMachine(database.version)
    const readings: Record<string, Readings[]> = {}
    const names = ['start', ...scenarios.map(({ name }) => name), 'memory']

    for (let round = 1; round <= rounds; round += 1) {
      const title = (scenario = 'end') => `round ${round} of ${rounds}, ${scenario}`
      progress.show(title('start'))
      await runRound(
        options,
        database,
        rates,
        (scenario, found) => {
          ;(readings[scenario] ??= []).push(found)
          progress.step(`${title(scenario)}: ${digest(found)}`)
          progress.show(title(names[names.indexOf(scenario) + 1]))
        },
        signal,
      )
    }
    const settings = { rounds, seconds, warmUpSeconds, users, posts }
    const found = Object.entries(readings).map(([scenario, each]) => [scenario, summarize(each)] as const)
    return { format: 1, at, ...commit, machine, settings, scenarios: Object.fromEntries(found) }
  } finally {
    progress.clear()
  }
}

const telling: readonly FigureName[] = ['rate', 'p50Ms', 'p99Ms', 'liveMs', 'readyMs', 'idleMiB', 'loadedMiB']

function digest(readings: Readings): string {
  const words = telling.flatMap((name) => {
    const value = readings[name]
    return value === undefined ? [] : `${figures[name].title} ${numberText(value)} ${figures[name].unit}`
  })
  return words.join(', ')
}
