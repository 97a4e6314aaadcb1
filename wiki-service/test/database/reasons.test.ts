import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { createServer, type Server, type Socket } from 'node:net'
import { after, before, test } from 'node:test'
import { reasons } from '../../src/database/reasons.ts'
import { message } from '../support/altering-proxy.ts'
import { openStores, rowsOf } from '../support/open-stores.ts'
import type { PostgresServer } from '../support/postgres-server.ts'
import { createDatabase, startServer, type TestDatabase } from '../support/postgres.ts'
import { until } from '../support/until.ts'

const scope = new AsyncDisposableStack()
let server: PostgresServer
let database: TestDatabase

before(async () => {
  server = scope.use(await startServer())
  database = scope.use(await createDatabase({ on: server, empty: true }))
  await rowsOf(server.url, `create role guest login password 'secret'; create role ghost password 'secret'`)
})

after(() => scope.disposeAsync())

/** Permanent changes of the database or its URL. */
const refusals: readonly [cause: string, url: () => string | Promise<string>][] = [
  ['connection refused', () => withPort(1)],
  ['host name not found', () => database.url.replace('127.0.0.1', 'nowhere.invalid')],
  ['unix socket not found', () => `postgres://guest@/wiki?host=/nowhere`],
  ['password refused', () => as('guest', 'wrong')],
  ['password missing', () => as('guest', '')],
  ['role without LOGIN', () => as('ghost', 'secret')],
  ['database does not exist', () => database.url.replace(/\/wiki_\w+$/, '/nowhere')],
  [
    'no CONNECT on the database',
    async () => (await admin('revoke connect on database :name from public'), as('guest', 'secret')),
  ],
  [
    'no CREATE on the schema',
    async () => (await admin('grant connect on database :name to public'), as('guest', 'secret')),
  ],
  [
    'tables of another role',
    async () => {
      await admin('create table users (id serial, name text, created_time timestamptz)')
      await admin('create table posts (id serial, content text, user_id int, created_time timestamptz)')
      await admin('grant all on schema public to public; grant all on all tables in schema public to public')
      return as('guest', 'secret')
    },
  ],
  ['schema does not exist', () => `${database.url}?options=-csearch_path%3Dnowhere`],
  ['setting refused', () => `${database.url}?options=-cno_such_setting%3D1`],
  ['setting refused', () => `${database.url}?options=-cwork_mem%3Dmuch`],
  [
    'read-only server',
    async () => (await admin('alter database :name set default_transaction_read_only = on'), database.url),
  ],
  [
    'database closed to connections',
    async () => {
      await rowsOf(server.url, `alter database ${databaseName()} allow_connections = off`)
      return database.url
    },
  ],
]

for (const [cause, url] of refusals) {
  test(`the reason is described: ${cause}`, async () => assertReason(await url(), cause))
}

test('the reason is described: too many connections', async () => {
  await rowsOf(server.url, 'alter role guest connection limit 0')
  await assertReason(as('guest', 'secret').replace(/wiki_\w+$/, 'postgres'), 'too many connections')
})

const strangers: readonly [what: string, cause: string, server: () => Server][] = [
  ['an HTTP server', 'not PostgreSQL', () => createHttpServer((_request, response) => response.end('hello'))],
  ['a server that greets', 'not PostgreSQL', () => createServer(greet('J\0\0\0\n8.0.36\0'))],
  ['a server that says S and more', 'not PostgreSQL', () => createServer(greet('SSH-2.0-OpenSSH_9.6\r\n'))],
  [
    'a server that repeats all',
    'not PostgreSQL',
    () => createServer((socket) => socket.on('error', () => {}).pipe(socket)),
  ],
  ['a server that hangs up', 'connection lost', () => createServer((socket) => socket.end())],
  ['a server that says nothing', 'timed out', () => createServer((socket) => socket.on('error', () => {}))],
  ['PostgreSQL 9.6', 'PostgreSQL too old', () => createServer(speakAs(90_624))],
  ['a server that wants Kerberos', 'authentication method not supported', () => createServer(askFor(7))],
  [
    'a pooler without its server',
    'pooler without PostgreSQL',
    () => createServer(refuse('08P01', 'server login failed')),
  ],
  ['a pooler that is full', 'too many connections', () => createServer(refuse('08P01', 'no more connections allowed'))],
  ['a server with a new error', 'failed with ZZ999', () => createServer(refuse('ZZ999', 'something new'))],
]

for (const [what, cause, make] of strangers) {
  test(`the reason is described: ${what}`, async () => {
    const stranger = make().listen(0, '127.0.0.1')
    await once(stranger, 'listening')
    await assertReason(withPort(Object(stranger.address()).port), cause)
    stranger.close()
  })
}

test('every reason has a cause and a fix', () => {
  for (const { cause, remedy } of reasons) {
    assert.match(cause, /^[^:]{4,50}$/)
    assert.match(remedy, /^[^\n]{10,200}$/)
  }
})

async function assertReason(url: string, cause: string): Promise<void> {
  await using stores = await openStores(url, { wait: false })
  const state = (): string => stores.opened.availability.state.reason
  await until(`${cause}, not ${state()}`, () => state().startsWith(`${cause}: `))
  assert.doesNotMatch(state(), /guest|ghost|secret|127\.0\.0\.1|wiki_/)
}

function withPort(port: number): string {
  return database.url.replace(/:\d+\//, `:${port}/`)
}

function as(user: string, password: string): string {
  return database.url.replace(/\/\/[^@]*@/, `//${user}:${password}@`)
}

function databaseName(): string {
  return database.url.replace(/^.*\//, '')
}

/** In the database, as its superuser. */
async function admin(sql: string): Promise<void> {
  await rowsOf(database.url, sql.replaceAll(':name', databaseName()))
}

function greet(text: string): (socket: Socket) => void {
  return (socket) => socket.on('error', () => {}).write(text)
}

/** Speaks as much of PostgreSQL's protocol as needed: https://www.postgresql.org/docs/18/protocol-flow.html */
function speak(answers: (bytes: Buffer) => Buffer): (socket: Socket) => void {
  return (socket) => {
    socket.on('error', () => {})
    socket.on('data', (bytes: Buffer) => {
      // The message that ends a connection is shorter.
      if (bytes.length >= 8) socket.write(bytes.readUInt32BE(4) === 80_877_103 ? 'N' : answers(bytes))
    })
  }
}

function askFor(way: number): (socket: Socket) => void {
  return speak(() => message('R', Buffer.from([0, 0, 0, way])))
}

function refuse(code: string, text: string): (socket: Socket) => void {
  return speak(() => message('E', `SFATAL\0C${code}\0M${text}\0\0`))
}

function speakAs(version: number): (socket: Socket) => void {
  const ready = message('Z', 'I')
  const columns = ['version', 'is_ours', 'set'].map((name) =>
    Buffer.concat([Buffer.from(`${name}\0`), Buffer.alloc(18)]),
  )
  const values = [String(version), 't', '0'].map((value) =>
    Buffer.concat([Buffer.from([0, 0, 0, value.length]), Buffer.from(value)]),
  )
  const answer = Buffer.concat([
    message('1'),
    message('2'),
    message('T', Buffer.concat([Buffer.from([0, 3]), ...columns])),
    message('D', Buffer.concat([Buffer.from([0, 3]), ...values])),
    message('C', 'SELECT 1\0'),
    ready,
  ])
  const isStartup = (bytes: Buffer): boolean => bytes.readUInt32BE(4) === 196_608
  return speak((bytes) => (isStartup(bytes) ? Buffer.concat([message('R', Buffer.alloc(4)), ready]) : answer))
}
