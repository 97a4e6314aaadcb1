import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { readConfig } from '../../src/config.ts'
import type { Target } from '../../src/database/target.ts'
import { scratchDirectory } from '../support/scratch-directory.ts'

const accepted: readonly [url: string, target: Partial<Target>][] = [
  ['postgres://u:p@db/wiki', { host: 'db', port: 5432, user: 'u', password: 'p', database: 'wiki' }],
  ['postgresql://u@db:5433', { host: 'db', port: 5433, user: 'u', password: '', database: 'u' }],
  ['postgres://db/wiki', { host: 'db', user: 'postgres', database: 'wiki' }],
  ['postgres:///wiki', { host: 'localhost', database: 'wiki' }],
  ['postgres://u:p@/db?host=/dir', { host: '/dir', user: 'u', password: 'p', database: 'db' }],
  ['postgres://u:p@:5433/db?host=/dir', { host: '/dir', port: 5433 }],
  ['postgres://u:p@%2Fvar%2Frun/db', { host: '/var/run', database: 'db' }],
  ['postgres://u:p%40%23%2F%25@db/w%20x', { password: 'p@#/%', database: 'w x' }],
  ['postgres://[::1]:5433/db', { host: '::1', port: 5433 }],
  ['postgres://h/d?user=u&password=p&dbname=e&port=1', { user: 'u', password: 'p', database: 'e', port: 1 }],
  ['postgres://h/d?application_name=other', { applicationName: 'other' }],
  ['postgres://h/d\n', { host: 'h', database: 'd' }],
  [
    String.raw`postgres://h/d?options=-c%20a.b%3D1%20--search-path%3Dx,%5C%20y%20-cjit%3Don`,
    {
      settings: [
        ['a.b', '1'],
        ['search_path', 'x, y'],
        ['jit', 'on'],
      ],
    },
  ],
]

for (const [url, expected] of accepted) {
  test(`${JSON.stringify(url)} is understood`, () => {
    const target = targetOf({ DATABASE_URL: url })
    assert.deepEqual({ ...target, ...expected }, target)
  })
}

const refused: readonly [url: string, problem: RegExp][] = [
  ['postgresql+asyncpg://u:secret@db/wiki', /must begin with postgresql:\/\/, without .* driver/],
  ['mysql://u:secret@db/wiki', /must look like postgres:\/\//],
  ['postgres://u:se#cret@db/wiki', /percent-encoded/],
  ['postgres://u:secret%@db/wiki', /%25/],
  ['postgres://u:secret@db:wiki/wiki', /must look like/],
  ['postgres://u:secret@a,b/wiki', /several hosts/],
  [
    'postgres://u:secret@db/wiki?sslmode=on',
    /sslmode must be one of disable, allow, prefer, require, verify-ca, verify-full/,
  ],
  ['postgres://u:secret@db/wiki?sslmode=no-verify', /sslmode must be one of/],
  ['postgres://u:secret@db/wiki?ssl=0', /use sslmode/],
  ['postgres://u:secret@db/wiki?sslmode=verify-ca', /requires sslrootcert/],
  ['postgres://u:secret@db/wiki?sslmode=verify-full&sslrootcert=/no/where', /sslrootcert .* cannot be read \(ENOENT\)/],
  ['postgres://u:secret@db/wiki?sslmode=require&sslrootcert=system', /verify-full/],
  ['postgres://u:secret@db/wiki?sslrootcert=/dev/null', /requires sslmode/],
  ['postgres://u:secret@db/wiki?sslmode=verify-full&sslrootcert=/dev/null', /without such an item/],
  ['postgres://u:secret@db/wiki?sslmode=require&sslcert=/dev/null', /sslcert and sslkey require each other/],
  ['postgres://u:secret@db/wiki?options=-d%205', /only -c name=value/],
  ['postgres://u:secret@db/wiki?port=0', /port/],
]

for (const [url, problem] of refused) {
  test(`${url} is refused with the reason`, () => {
    assert.throws(
      () => readConfig({ DATABASE_URL: url }),
      ({ message }: Error) =>
        problem.test(message) && !message.includes('secret') && message.startsWith('DATABASE_URL: '),
    )
  })
}

test('the variables of libpq supply what the URL omits', () => {
  const variables = { PGHOST: 'other', PGPORT: '5433', PGUSER: 'me', PGPASSWORD: 'secret', PGOPTIONS: '-c jit=on' }
  const target = targetOf({ DATABASE_URL: 'postgres://db', ...variables })
  assert.deepEqual(
    { host: target.host, port: target.port, user: target.user, password: target.password, settings: target.settings },
    { host: 'db', port: 5433, user: 'me', password: 'secret', settings: [['jit', 'on']] },
  )
})

test('a trailing newline is not part of a secret or host, but a space is', async () => {
  await using directory = await scratchDirectory()
  const file = join(directory.path, 'password')
  await writeFile(file, 'sec ret \r\n')
  const fromFile = targetOf({ PGHOST: 'db\n', PGUSER: 'me\n', PGPASSWORD_FILE: file })
  assert.deepEqual([fromFile.host, fromFile.user, fromFile.password], ['db', 'me', 'sec ret '])
  assert.equal(targetOf({ PGHOST: 'db', PGPASSWORD: 'secret\n' }).password, 'secret')
})

test('a unix socket is never encrypted', () => {
  assert.equal(targetOf({ PGHOST: '/run', PGSSLMODE: 'require' }).encryption.mode, 'disable')
})

function targetOf(environment: Record<string, string>): Target {
  const { database } = readConfig(environment)
  if (database.kind !== 'external') throw new Error('an embedded database')
  return database.target
}
