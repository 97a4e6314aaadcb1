import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createDatabase, startServer } from '../support/postgres.ts'
import { type LogLine, startReadyService, startService } from '../support/service-process.ts'
import { until } from '../support/until.ts'

const json = { 'content-type': 'application/json' }

test('a primary that returns as a standby is not used: requests wait for a primary', async () => {
  await using server = await startServer()
  const database = await createDatabase({ on: server, empty: true })
  await using service = await startReadyService({ DATABASE_URL: database.url })
  const create = (name: string) =>
    fetch(`${service.url}/users`, { method: 'POST', headers: json, body: JSON.stringify({ name }) })
  assert.equal((await create('Ada')).status, 200)

  await server.demote()
  let waiting = 2
  const answers = [create('Grace'), fetch(`${service.url}/user/1`)].map(async (request) => {
    const { status } = await request
    waiting -= 1
    return status
  })
  await until('the standby is named as the reason', () => service.log.some(namesStandby))
  // A standby would answer the read, possibly with old data.
  assert.equal(waiting, 2)

  await server.promote()
  assert.deepEqual(await Promise.all(answers), [200, 200])
  const users = (await (await fetch(`${service.url}/users`)).json()) as readonly { name: string }[]
  assert.deepEqual(
    users.map(({ name }) => name),
    ['Ada', 'Grace'],
  )
})

test('a replica that starts during a failover waits for it, and becomes ready', async () => {
  await using server = await startServer()
  const database = await createDatabase({ on: server, empty: true })
  await server.demote()
  await using service = await startService({ DATABASE_URL: database.url })
  const status = async (route: string) => (await fetch(`${service.url}/health/${route}`)).status
  await until('it has met the standby', () => service.log.some(namesStandby))
  assert.deepEqual(await Promise.all(['live', 'startup', 'ready'].map(status)), [200, 503, 503])
  await server.promote()
  await until('it is ready', async () => (await status('ready')) === 200)
})

function namesStandby({ reason }: LogLine): boolean {
  return String(reason).startsWith('read-only server')
}
