import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { startEmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.ts'
import { emptyDataDirectory, usedDataDirectory } from '../support/data-directory.ts'
import { ask } from '../support/table.ts'
import { spawnService } from './service-process.ts'

const quiet = { log: () => {} }

test('a service killed while it creates the database leaves no obstacle behind', async () => {
  await using home = await emptyDataDirectory()
  const child = spawnService({ dataDirectory: home.path })
  await eventually(async () => (await readdir(home.path)).some((name) => name.startsWith('postgres.new-')))
  child.kill('SIGKILL')
  await once(child, 'exit')
  assert.ok(!(await readdir(home.path)).includes('postgres'))
  await using server = await startEmbeddedPostgres({ dataDirectory: home.path, ...quiet })
  assert.equal(await ask(server.connectionString, 'select 1 as answer'), 1)
  const names = (await readdir(home.path)).filter((name) => !name.startsWith('service-'))
  assert.deepEqual(names.toSorted(), ['postgres', 'postgres.log'])
})

test('the reused pid of a crashed postmaster is no obstacle, and the process that has it survives', async () => {
  await using home = await usedDataDirectory()
  const cluster = join(home.path, 'postgres')
  const { uid, gid } = await stat(cluster)
  // Runs as PostgreSQL's own user: PostgreSQL itself recognizes that other users' processes are not its own.
  const bystander = spawn('sleep', ['60'], { uid, gid, stdio: 'ignore' })
  await writeFile(join(cluster, 'postmaster.pid'), `${bystander.pid}\n${cluster}\n1700000000\n5432\n\n\n 1 2\nready\n`)
  await writeFile(join(cluster, '.s.PGSQL.5432.lock'), `${bystander.pid}\n`)
  await using server = await startEmbeddedPostgres({ dataDirectory: home.path, ...quiet })
  assert.equal(await ask(server.connectionString, 'select 1 as answer'), 1)
  assert.equal(bystander.exitCode ?? bystander.signalCode, null)
  bystander.kill()
})

test('the claim and log of an ended service are no obstacle, even if its pid is reused', async () => {
  await using home = await emptyDataDirectory()
  const stale = join(home.path, `service-${process.pid}-1b00000000-abcdef.lock`)
  await writeFile(stale, 'holder')
  await writeFile(join(home.path, 'postgres.log'), '')
  await using _server = await startEmbeddedPostgres({ dataDirectory: home.path, ...quiet })
  assert.ok(!(await readdir(home.path)).includes(stale))
})

test('a large PostgreSQL log continues in a new file', async () => {
  await using home = await usedDataDirectory()
  await writeFile(join(home.path, 'postgres.log'), 'x'.repeat(5 * 1024 * 1024))
  await using _server = await startEmbeddedPostgres({ dataDirectory: home.path, ...quiet })
  assert.match(await readFile(join(home.path, 'postgres.log'), 'utf8'), /^[^x]+ LOG: {2}starting PostgreSQL 18/)
  assert.equal((await stat(join(home.path, 'postgres.log.1'))).size, 5 * 1024 * 1024)
})

test('a path that is too long for a socket works nevertheless', async () => {
  await using home = await emptyDataDirectory()
  const deep = join(
    home.path,
    'a long name, with blanks & "quotes"',
    ...Array.from({ length: 4 }, () => 'deeper'.repeat(6)),
  )
  await mkdir(deep, { recursive: true })
  await using server = await startEmbeddedPostgres({ dataDirectory: deep, ...quiet })
  assert.equal(await ask(server.connectionString, 'select 1 as answer'), 1)
})

async function eventually(condition: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 30_000
  while (!(await condition())) {
    assert.ok(performance.now() < deadline, 'It did not happen within half a minute.')
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}
