import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { fc } from '../support/fast-check.ts'
import { Batcher, type BatcherOptions } from '../../src/database/batcher.ts'
import { Caller, CallerGone } from '../../src/database/caller.ts'
import { Lanes } from '../../src/database/lanes.ts'
import { Unavailable } from '../../src/database/unavailable.ts'

test('calls of one turn share a statement, and a lone call does not wait', async () => {
  const { batcher, batches } = recorded({ run: async (inputs) => inputs.map((input) => input * 2) })
  const doubled = await Promise.all([1, 2, 3].map((input) => batcher.submit(input, soon())))
  assert.deepEqual(doubled, [2, 4, 6])
  assert.equal(await batcher.submit(4, soon()), 8)
  assert.deepEqual(batches, [[1, 2, 3], [4]])
})

test('a call never joins a statement that is already running', async () => {
  const running = gate()
  const { batcher, batches } = recorded({ lanes: openLanes(2), run: async (inputs) => (await running.opened, inputs) })
  const first = batcher.submit(1, soon())
  await turn()
  const second = batcher.submit(2, soon())
  await turn()
  assert.deepEqual(batches, [[1], [2]])
  running.open()
  assert.deepEqual(await Promise.all([first, second]), [1, 2])
})

test('with one lane, calls that arrive while it is taken form the next batch', async () => {
  const running = gate()
  const { batcher, batches } = recorded({ run: async (inputs) => (await running.opened, inputs) })
  const calls = [batcher.submit(1, soon())]
  await turn()
  for (const input of [2, 3, 4]) {
    calls.push(batcher.submit(input, soon()))
    await turn()
  }
  assert.equal(batcher.queued, 3)
  running.open()
  assert.deepEqual(await Promise.all(calls), [1, 2, 3, 4])
  assert.deepEqual(batches, [[1], [2, 3, 4]])
})

test('a call beyond the capacity of the queue is refused immediately, and the others are answered', async () => {
  const lanes = new Lanes(1)
  const { batcher } = recorded({ lanes, maxQueue: 2 })
  const waiting = [batcher.submit(1, soon()), batcher.submit(2, soon())]
  await assert.rejects(batcher.submit(3, soon()), refusedFor('queue_full'))
  lanes.setOpen(true)
  assert.deepEqual(await Promise.all(waiting), [1, 2])
})

test('a call whose bytes do not fit into the queue is refused, until others have left', async () => {
  const lanes = new Lanes(1)
  const { batcher } = recorded({ lanes, weigh: (input) => input, maxQueueWeight: 10 })
  const waiting = [batcher.submit(6, soon()), batcher.submit(4, soon())]
  await assert.rejects(batcher.submit(1, soon()), refusedFor('memory'))
  lanes.setOpen(true)
  await Promise.all(waiting)
  assert.equal(await batcher.submit(10, soon()), 10)
})

test('calls of clients that have left leave the queue, and others take their places', async () => {
  const lanes = new Lanes(1)
  const { batcher, batches } = recorded({ lanes, maxQueue: 5, weigh: () => 2, maxQueueWeight: 10 })
  const leaving = new Caller()
  const left = [1, 2, 3].map((input) => assert.rejects(batcher.submit(input, soon(), leaving), CallerGone))
  const staying = [batcher.submit(4, soon()), batcher.submit(5, soon(), new Caller())]
  await assert.rejects(batcher.submit(6, soon()), refusedFor('queue_full'))
  leaving.leave()
  await Promise.all(left)
  assert.equal(batcher.queued, 2)
  const later = [7, 8, 9].map((input) => batcher.submit(input, soon()))
  lanes.setOpen(true)
  assert.deepEqual(await Promise.all([...staying, ...later]), [4, 5, 7, 8, 9])
  assert.deepEqual(batches, [[4, 5, 7, 8, 9]])
})

test('with large answers, only calls for the same one share a statement, and clients take turns', async () => {
  const { batcher, batches } = recorded({ isSame: (one, other) => one === other, maxBatch: 3 })
  const [greedy, modest, other] = ['a', 'b', 'c'].map((client) => new Caller(client))
  const calls = [
    ...[1, 2, 3, 1, 1, 1].map((input) => batcher.submit(input, soon(), greedy)),
    ...[4, 3].map((input) => batcher.submit(input, soon(), modest)),
    batcher.submit(5, soon(), other),
  ]
  assert.deepEqual(await Promise.all(calls), [1, 2, 3, 1, 1, 1, 4, 3, 5])
  assert.deepEqual(batches, [[1, 1, 1], [4], [2], [3, 3], [1], [5]])
  assert.equal(batcher.queued, 0)
})

test('a client that leaves while a statement runs does not affect the other calls in it', async () => {
  const running = gate()
  const { batcher } = recorded({ run: async (inputs) => (await running.opened, inputs) })
  const leaving = new Caller()
  const calls = [batcher.submit(1, soon(), leaving), batcher.submit(2, soon())]
  await turn()
  leaving.leave()
  await turn()
  running.open()
  assert.deepEqual(await Promise.all(calls), [1, 2])
})

test('calls expire at their deadline while the lanes are closed', { timeout: 5_000 }, async (t) => {
  keepAlive(t)
  const { batcher, batches } = recorded({ lanes: new Lanes(1) })
  const started = performance.now()
  const expiries = [40, 80].map(async (ms) => {
    await assert.rejects(batcher.submit(ms, started + ms), refusedFor('database_away'))
    const lateMs = performance.now() - started - ms
    assert.ok(lateMs >= 0 && lateMs < 200, `${lateMs} ms late`)
  })
  await Promise.all(expiries)
  assert.equal(batcher.queued, 0)
  assert.deepEqual(batches, [])
})

test('calls expire at their own deadline while their statement runs', { timeout: 5_000 }, async (t) => {
  keepAlive(t)
  const running = gate()
  const { batcher } = recorded({ run: async (inputs) => (await running.opened, inputs) })
  const patient = batcher.submit(1, soon())
  const early = recorded({ run: async (inputs) => (await running.opened, inputs) }).batcher
  const started = performance.now()
  const impatient = early.submit(1, started + 40)
  const companion = early.submit(2, started + 10_000)
  await assert.rejects(impatient, refusedFor('database_away'))
  assert.ok(performance.now() - started < 500)
  running.open()
  assert.deepEqual(await Promise.all([patient, companion]), [1, 2])
})

test('a batch stays within its limit of bytes, except for a single larger call', async () => {
  const lanes = new Lanes(1)
  const { batcher, batches } = recorded({ lanes, weigh: (input) => input, maxWeight: 10 })
  const calls = [4, 6, 1, 50, 2, 3].map((input) => batcher.submit(input, soon()))
  lanes.setOpen(true)
  await Promise.all(calls)
  assert.deepEqual(batches, [[4, 6], [1], [50], [2, 3]])
})

test('batchers that share a lane take turns, however many calls each has', async () => {
  const lanes = openLanes(1)
  const order: string[] = []
  const greedy = recorded({ lanes, maxBatch: 1, run: async (inputs) => (order.push('greedy'), await turn(), inputs) })
  const modest = recorded({ lanes, maxBatch: 1, run: async (inputs) => (order.push('modest'), inputs) })
  const calls = Array.from({ length: 20 }, (_, input) => greedy.batcher.submit(input, soon()))
  await turn()
  await modest.batcher.submit(1, soon())
  assert.ok(order.indexOf('modest') <= 4, order.join(' '))
  await Promise.all(calls)
})

test('a batcher that is woken without work passes the lane on', { timeout: 5_000 }, async (t) => {
  keepAlive(t)
  const lanes = openLanes(1)
  const running = gate()
  const busy = recorded({ lanes, run: async (inputs) => (await running.opened, inputs) })
  const expiring = recorded({ lanes })
  const waiting = recorded({ lanes })
  const first = busy.batcher.submit(1, soon())
  await turn()
  const expired = assert.rejects(expiring.batcher.submit(2, performance.now() + 20), refusedFor('database_away'))
  await turn()
  const last = waiting.batcher.submit(3, soon())
  await expired
  running.open()
  assert.deepEqual(await Promise.all([first, last]), [1, 3])
  assert.equal(await expiring.batcher.submit(4, soon()), 4)
})

test('a failing statement rejects only its own calls', async () => {
  const { batcher } = recorded({
    maxBatch: 2,
    run: async (inputs) => {
      if (inputs.includes(3)) throw new Error('three')
      return inputs
    },
  })
  const outcomes = await Promise.allSettled([1, 2, 3, 4, 5].map((input) => batcher.submit(input, soon())))
  assert.deepEqual(
    outcomes.map((outcome) => outcome.status),
    ['fulfilled', 'fulfilled', 'rejected', 'rejected', 'fulfilled'],
  )
})

test('every call gets the answer to its own input, whatever the order and failures', async () => {
  const scenario = fc.record({
    lanes: fc.integer({ min: 1, max: 4 }),
    maxBatch: fc.integer({ min: 1, max: 7 }),
    maxWeight: fc.option(fc.integer({ min: 1, max: 30 }), { nil: Infinity }),
    calls: fc.array(fc.record({ weight: fc.nat(20), turns: fc.nat(2), batcher: fc.nat(1), fails: fc.boolean() })),
    delays: fc.infiniteStream(fc.nat(3)),
  })
  await fc.assert(
    fc.asyncProperty(scenario, async ({ lanes: count, maxBatch, maxWeight, calls, delays }) => {
      const lanes = openLanes(count)
      let running = 0
      const run = async (inputs: readonly (typeof calls)[number][]): Promise<(typeof calls)[number][]> => {
        running += 1
        assert.ok(running <= count)
        assert.ok(inputs.length > 0 && inputs.length <= maxBatch)
        assert.ok(inputs.length === 1 || inputs.reduce((sum, call) => sum + call.weight, 0) <= maxWeight)
        for (let turns = delays.next().value; turns > 0; turns -= 1) await turn()
        running -= 1
        if (inputs.some((call) => call.fails)) throw new Error('fails')
        return [...inputs]
      }
      const weigh = (call: (typeof calls)[number]): number => call.weight
      const batchers = [0, 1].map(() => new Batcher({ ...defaults, lanes, maxBatch, maxWeight, weigh, run }))
      const answers: Promise<void>[] = []
      for (const call of calls) {
        for (let turns = 0; turns < call.turns; turns += 1) await turn()
        const answer = batchers[call.batcher]?.submit(call, soon())
        answers.push(
          Promise.resolve(answer).then(
            (output) => assert.equal(output, call),
            (error: unknown) => assert.match(String(error), /fails/),
          ),
        )
      }
      await Promise.all(answers)
      assert.equal(running, 0)
    }),
  )
})

const defaults = { name: 'test', maxBatch: 128, maxQueue: 1_000, observer: { ran: () => {} } }

type Options = Partial<BatcherOptions<number, number>>

/** A batcher on one open lane that echoes its input, and the batches that it ran. */
function recorded(options: Options): { batcher: Batcher<number, number>; batches: number[][] } {
  const batches: number[][] = []
  const run = options.run ?? (async (inputs: readonly number[]) => inputs)
  const batcher = new Batcher<number, number>({
    ...defaults,
    lanes: openLanes(1),
    ...options,
    run: (inputs, deadline) => {
      batches.push([...inputs])
      return run(inputs, deadline)
    },
  })
  return { batcher, batches }
}

function openLanes(count: number): Lanes {
  const lanes = new Lanes(count)
  lanes.setOpen(true)
  return lanes
}

function gate(): { opened: Promise<void>; open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { opened: promise, open: resolve }
}

function soon(): number {
  return performance.now() + 10_000
}

function refusedFor(reason: Unavailable['reason']): (error: unknown) => boolean {
  return (error) => error instanceof Unavailable && error.reason === reason
}

/** In the service an open connection does that. */
function keepAlive(t: { after: (callback: () => void) => void }): void {
  const timer = setInterval(() => {}, 1_000)
  t.after(() => clearInterval(timer))
}
