import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type Attack, attacks, Crowd } from '../support/attacks.ts'
import { type Bystander, type Errand, startBystander } from '../support/bystander.ts'
import { createDatabase } from '../support/postgres.ts'
import { peakMemory, resetPeak } from '../support/process-memory.ts'
import { type ServiceProcess, startReadyService } from '../support/service-process.ts'
import { until } from '../support/until.ts'
import { readMetrics } from '../support/watch.ts'

/**
 * The chart's limit. The shipped service starts at 62 MiB; run from its sources, which are compiled at each start, it
 * takes more.
 */
const limitMib = 256
const shippedMib = 62

/** Five seconds on an idle machine. */
const leftWithinMs = 15_000

const scope = new AsyncDisposableStack()
const database = scope.use(await createDatabase())
after(() => scope.disposeAsync())

const large = 4 * 2 ** 20 - 60
const targets = await fill()

const errands: readonly Errand[] = [
  { method: 'GET', path: '/health/live' },
  { method: 'GET', path: '/users/1' },
  { method: 'POST', path: '/users', body: { name: 'a bystander' } },
  { method: 'GET', path: '/posts?limit=30&after=1' },
  { method: 'POST', path: '/posts', body: { user_id: 1, content: 'c'.repeat(100_000) } },
]

for (const attack of attacks(targets))
  test(`other clients lose nothing during ${attack.name}`, { timeout: 90_000 }, () => suffer(attack))

async function suffer(attack: Attack): Promise<void> {
  await using service = await start()
  const startMib = peakMemory(service.pid)
  resetPeak(service.pid)
  const bystander = startBystander(service.url, '127.0.0.2', errands)
  await until('all errands work', () => bystander.answered() >= errands.length, 30_000)
  {
    using crowd = new Crowd()
    await attack.run(service.url, crowd)
    // It continues during the attack, however slow the machine is.
    const before = bystander.answered()
    await until(
      'others are served',
      () => hasLost(bystander) || bystander.answered() >= before + errands.length,
      30_000,
    )
  }
  await bystander.stop()
  assert.deepEqual(bystander.losses, [])
  const isGone = async (): Promise<boolean> => (await leftovers(service)).length === 0
  await until('nothing of it is left', isGone, leftWithinMs).catch(async () =>
    assert.deepEqual(await leftovers(service), []),
  )
  const grownMib = Math.round(peakMemory(service.pid) - startMib)
  assert.ok(grownMib < limitMib - shippedMib, `${grownMib} MiB more than at the start`)
}

function hasLost({ losses }: Bystander): boolean {
  return losses.length > 0
}

/** What a scrape finds besides itself. */
async function leftovers({ url }: ServiceProcess): Promise<readonly string[]> {
  const metrics = await readMetrics(url)
  const idle = (name: string, value: number): boolean => {
    if (name === 'http_requests_in_flight') return value <= 1
    if (name === 'http_open_connections') return value <= 3
    const isEmpty = name.startsWith('database_batch_queue') && !name.includes('creations')
    return value === 0 || !(isEmpty || name === 'http_held_memory_bytes{kind="data"}')
  }
  return [...metrics].filter(([name, value]) => !idle(name, value)).map((sample) => sample.join(' '))
}

function start(): Promise<ServiceProcess> {
  return startReadyService({
    DATABASE_URL: database.url,
    MEMORY_LIMIT_MIB: String(limitMib),
    // As in the image and `npm start`.
    NODE_OPTIONS: '--max-semi-space-size=4',
    MALLOC_ARENA_MAX: '1',
    MALLOC_TRIM_THRESHOLD_: '131072',
  })
}

/** A user, and posts of every size. */
async function fill(): Promise<Parameters<typeof attacks>[0]> {
  await using service = await start()
  const create = async (path: string, body: unknown): Promise<number> => {
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(service.url + path, { method: 'POST', headers, body: JSON.stringify(body) })
    return ((await answer.json()) as { readonly post_id: number }).post_id
  }
  await create('/users', { name: 'x' })
  const post = await create('/posts', { user_id: 1, content: 'x'.repeat(60_000) })
  for (let count = 0; count < 40; count += 1) await create('/posts', { user_id: 1, content: 'y'.repeat(30_000) })
  const after = await create('/posts', { user_id: 1, content: 'z' })
  for (let count = 0; count < 8; count += 1) await create('/posts', { user_id: 1, content: 'z'.repeat(large) })
  return { post: `/posts/${post}`, largePost: `/posts/${after + 1}`, mediumAfter: post, largeAfter: after }
}
