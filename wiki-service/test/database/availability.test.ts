import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { Availability, type AvailabilityOptions, type AvailabilityState } from '../../src/database/availability.ts'
import { bounds } from '../../src/database/bounds.ts'
import { describeFailure } from '../../src/database/failures.ts'
import { Unavailable } from '../../src/database/unavailable.ts'
import { startCuttingProxy } from '../support/cutting-proxy.ts'
import { connectorTo, rowsOf, within } from '../support/open-stores.ts'
import { createDatabase } from '../support/postgres.ts'
import { until } from '../support/until.ts'

test('a caller that waits for the database is served after the first probe that began after its call', async () => {
  await using database = await createDatabase()
  await using watched = watch(database.url)
  await until('up', () => watched.availability.state.up)
  const started = performance.now()
  await Promise.all(Array.from({ length: 50 }, () => watched.availability.verified(within(1_000))))
  // On its own it would probe again after a second.
  assert.ok(performance.now() - started < 500)
  assert.equal(watched.connects.length, 1)
})

test('while the database is down, attempts to connect are single and ever slower; callers wait until their deadline', async () => {
  await using database = await createDatabase()
  await using watched = watch(database.url.replace(/:\d+\//, ':1/'))
  const started = performance.now()
  const impatient = Array.from({ length: 50 }, () => watched.availability.verified(within(300)))
  const outcomes = await Promise.allSettled(impatient)
  const tookMs = performance.now() - started
  assert.ok(tookMs >= 300 && tookMs < 800, `${tookMs} ms`)
  for (const outcome of outcomes) assert.ok(outcome.status === 'rejected' && outcome.reason instanceof Unavailable)
  await sleep(2_700)
  assert.ok(watched.connects.length >= 4 && watched.connects.length <= 18, `${watched.connects.length} connects in 3 s`)
  assert.deepEqual(
    watched.changes.map(({ up, reason }) => ({ up, reason })),
    [{ up: false, reason: describeFailure({ code: 'ECONNREFUSED' }) }],
  )
})

test('an attempt that hangs is followed at once by the next', { timeout: 20_000 }, async () => {
  await using database = await createDatabase()
  await using proxy = await startCuttingProxy(database.url)
  proxy.freeze()
  await using watched = watch(proxy.url)
  const intervals: number[] = []
  // The first intervals grow up to the longest pause; every attempt takes the whole time-out.
  for (let attempts = 4; attempts <= 7; attempts += 1) {
    const from = performance.now()
    await until('an attempt', () => watched.connects.length >= attempts)
    intervals.push(performance.now() - from)
  }
  const shortest = Math.min(...intervals.slice(1))
  assert.ok(shortest < bounds.connectTimeoutMs + bounds.reconnectMaxMs / 2, `${shortest} ms`)
})

test('each change of state is reported once, with its reason and time', async () => {
  await using database = await createDatabase()
  await using watched = watch(database.url)
  await until('up', () => watched.availability.state.up)
  const lastUp = watched.availability.state.since
  await rowsOf(
    database.url,
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'wiki-service' and datname = current_database()`,
  )
  await until('down and up again', () => watched.changes.length === 3)
  assert.deepEqual(
    watched.changes.map(({ up, reason }) => ({ up, reason })),
    [
      { up: true, reason: '' },
      { up: false, reason: describeFailure({ code: '57P01' }) },
      { up: true, reason: '' },
    ],
  )
  assert.ok(watched.availability.state.since > lastUp)
  assert.equal(watched.ups, 2)
})

test('the probe notices a silent network, and its end within two seconds', { timeout: 20_000 }, async () => {
  await using database = await createDatabase()
  await using proxy = await startCuttingProxy(database.url)
  await using watched = watch(proxy.url)
  await until('up', () => watched.availability.state.up)
  proxy.freeze()
  const frozen = performance.now()
  await until('noticed', () => !watched.availability.state.up)
  assert.ok(performance.now() - frozen < 3_500)
  await sleep(1_500)
  proxy.thaw()
  await until('up again', () => watched.availability.state.up, 2_000)
})

test('a busy event loop is not mistaken for a silent database', async () => {
  await using database = await createDatabase()
  await using watched = watch(database.url)
  await until('up', () => watched.availability.state.up)
  watched.availability.suspect()
  // By then the probe has been sent, and none of its answer has been read.
  await nextTurn()
  holdEventLoop(bounds.probeTimeoutMs + 500)
  await watched.availability.verified(within(5_000))
  assert.equal(watched.connects.length, 1)
  assert.deepEqual(
    watched.changes.map(({ up }) => up),
    [true],
  )
})

function holdEventLoop(ms: number): void {
  const end = performance.now() + ms
  while (performance.now() < end);
}

test('when the service stops, waiting callers fail immediately, and nobody waits afterwards', async () => {
  const watched = watch('postgres://nobody@127.0.0.1:1/nowhere')
  const waiting = assert.rejects(watched.availability.verified(within(60_000)), Unavailable)
  const started = performance.now()
  await watched[Symbol.asyncDispose]()
  await waiting
  await assert.rejects(watched.availability.verified(within(60_000)), Unavailable)
  assert.ok(performance.now() - started < 500)
})

interface Watched extends AsyncDisposable {
  readonly availability: Availability
  readonly changes: readonly AvailabilityState[]
  readonly connects: readonly string[]
  readonly ups: number
}

function watch(url: string): Watched {
  const connector = connectorTo(url)
  const changes: AvailabilityState[] = []
  const connects: string[] = []
  let ups = 0
  const options: AvailabilityOptions = {
    connector: async () => connector,
    prepare: async (client: pg.Client) => void (await client.query('select')),
    onChange(state) {
      changes.push(state)
      if (state.up) ups += 1
    },
    onConnect: (outcome) => connects.push(outcome),
  }
  const availability = new Availability(options)
  availability.start()
  return {
    availability,
    changes,
    connects,
    get ups() {
      return ups
    },
    [Symbol.asyncDispose]: () => availability[Symbol.asyncDispose](),
  }
}
