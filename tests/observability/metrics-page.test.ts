import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { after, before, test } from 'node:test'
import { text } from 'node:stream/consumers'
import { createDatabase } from '../../wiki-service/test/support/postgres.ts'
import { catalogue } from '../../wiki-service/src/telemetry/catalogue.ts'
import { eventually } from './eventually.ts'
import { program, without } from './program.ts'
import type { Replica } from './replica.ts'
import { startReplica } from './replica.ts'

const promtool = program('PROMTOOL', 'promtool')
const scope = new AsyncDisposableStack()
let replica: Replica

before(
  async () => {
    const database = scope.use(await createDatabase())
    replica = scope.use(await startReplica(database.url))
  },
  { timeout: 120_000 },
)

after(async () => scope.disposeAsync())

test('the page has every metric of the catalogue with its type, and no other', async () => {
  const page = await (await fetch(`${replica.url}/metrics`)).text()
  const types = [...page.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => `${name} ${type}`)
  const expected = Object.values(catalogue).map(({ name, type }) => `${name} ${type}`)
  assert.deepEqual(types.toSorted(), expected.toSorted())
})

test('the business counters exist from the first scrape on, without labels', async () => {
  const page = await (await fetch(`${replica.url}/metrics`)).text()
  for (const { name } of [catalogue.usersCreated, catalogue.postsCreated]) {
    assert.deepEqual(page.match(new RegExp(`^${name}.*$`, 'gm')), [`${name} 0`])
  }
})

test('promtool accepts the page', { skip: without(promtool, 'PROMTOOL', 'promtool') }, async () => {
  assert.ok(promtool)
  const page = await (await fetch(`${replica.url}/metrics`)).text()
  const check = spawn(promtool, ['check', 'metrics'], { stdio: ['pipe', 'pipe', 'pipe'] })
  check.stdin.end(page)
  const [said, [code]] = await Promise.all([text(check.stderr), once(check, 'exit')])
  assert.equal(code, 0, said)
})

test('the event-loop delay of an idle process does not include the sampling period', async () => {
  await eventually('a delay under 20 ms', async () => {
    const page = await (await fetch(`${replica.url}/metrics`)).text()
    const delay = new RegExp(`^${catalogue.eventLoopDelay.name} (\\S+)$`, 'm').exec(page)?.[1]
    return Number(delay) > 0 && Number(delay) < 0.02
  })
})
