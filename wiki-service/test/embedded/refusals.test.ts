import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { EmbeddedPostgresError } from '../../src/database/embedded/embedded-postgres-error.ts'
import { startEmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.ts'
import { processesIn } from '../../src/database/embedded/processes.ts'
import { emptyDataDirectory, usedDataDirectory } from '../support/data-directory.ts'
import { program } from '../support/program.ts'
import { scratchDirectory } from '../support/scratch-directory.ts'
import { ask } from '../support/table.ts'
import { copyCheckout, startService } from './service-process.ts'

test('a directory in use by another service is refused with its pid, and the other continues', async () => {
  await using home = await usedDataDirectory()
  await using service = await startService({ dataDirectory: home.path })
  const refusal = await refusalOf(home.path)
  assert.equal(refusal.reason, 'in_use')
  assert.match(refusal.message, new RegExp(`in use by another wiki-service \\(pid ${service.pid}\\): .*WIKI_DATA_DIR`))
  await assert.rejects(startService({ dataDirectory: home.path }), { message: `${refusal.message}\n` })
  assert.equal(await ask(service.connectionString, 'select 1 as answer'), 1)
})

test('of several services that start at once in a new directory, exactly one gets it', async () => {
  await using home = await emptyDataDirectory()
  const starts = Array.from({ length: 5 }, async () =>
    startEmbeddedPostgres({ dataDirectory: home.path, log: () => {} }),
  )
  const results = await Promise.allSettled(starts)
  const running = results.filter((result) => result.status === 'fulfilled')
  const reasons = results.filter((result) => result.status === 'rejected').map(({ reason }) => String(reason))
  assert.equal(running.length, 1, reasons.join('\n'))
  for (const reason of reasons) assert.match(reason, /in use by another wiki-service/)
  await running[0]?.value.stop()
})

test('a database of another major version is refused and remains unchanged', async () => {
  await using home = await usedDataDirectory()
  await writeFile(join(home.path, 'postgres', 'PG_VERSION'), '17\n')
  const refusal = await refusalOf(home.path)
  assert.equal(refusal.reason, 'other_version')
  assert.match(refusal.message, /was made by PostgreSQL 17, .* PostgreSQL 18: /)
})

test('a directory with other content is refused and remains unchanged', async () => {
  await using home = await emptyDataDirectory()
  await writeFile(join(home.path, 'thesis.tex'), '')
  const refusal = await refusalOf(home.path)
  assert.equal(refusal.reason, 'not_a_database')
  assert.match(refusal.message, /is not empty and not a database of this service \(it holds thesis\.tex\)/)
  assert.deepEqual(await readdir(home.path), ['thesis.tex'])
})

test('a foreign PostgreSQL directory is refused by its version or origin', async () => {
  await using home = await emptyDataDirectory()
  await writeFile(join(home.path, 'PG_VERSION'), '16\n')
  assert.equal((await refusalOf(home.path)).reason, 'other_version')
  await writeFile(join(home.path, 'PG_VERSION'), '18\n')
  assert.equal((await refusalOf(home.path)).reason, 'not_a_database')
})

test('a directory that is a file, or cannot be created, is refused', async () => {
  await using home = await emptyDataDirectory()
  await writeFile(join(home.path, 'file'), '')
  assert.equal((await refusalOf(join(home.path, 'file'))).reason, 'not_a_database')
  assert.equal((await refusalOf('/proc/nowhere')).reason, 'not_writable')
})

test('an incomplete database is refused, nothing stays behind, and it works once it is complete', async () => {
  await using home = await emptyDataDirectory()
  const cluster = join(home.path, 'postgres')
  await mkdir(cluster)
  assert.equal((await refusalOf(home.path)).reason, 'not_a_database')
  await rm(cluster, { recursive: true })
  await (await startEmbeddedPostgres({ dataDirectory: home.path, log: () => {} })).stop()
  await rm(join(cluster, 'pg_wal'), { recursive: true })
  const refusal = await refusalOf(home.path)
  assert.equal(refusal.reason, 'failed')
  assert.match(refusal.message, /did not start: required WAL directory "pg_wal" does not exist/)
  assert.deepEqual(await processesIn(cluster), [])
  assert.deepEqual((await readdir(home.path)).toSorted(), ['postgres', 'postgres.log'])
})

test('a full disk is refused, and nothing incomplete stays on it', { skip: cannotMount() }, async () => {
  await using home = await emptyDataDirectory()
  spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=10m', 'none', home.path])
  try {
    const refusal = await refusalOf(home.path)
    assert.equal(refusal.reason, 'no_space')
    assert.deepEqual(await readdir(home.path), [])
  } finally {
    spawnSync('umount', [home.path])
  }
})

test('an installation without PostgreSQL reports that and the fix', async () => {
  await using home = await scratchDirectory()
  copyCheckout(home.path, ['package.json', 'src', 'test'])
  const message = /^No embedded PostgreSQL for \S+ is installed: .* set DATABASE_URL [^\n]*\n$/
  await assert.rejects(startService({ checkout: home.path, dataDirectory: join(home.path, 'data') }), { message })
})

test('the service ends immediately with only that line', async () => {
  await using home = await emptyDataDirectory()
  await writeFile(join(home.path, 'PG_VERSION'), '17\n')
  const environment = { PATH: process.env['PATH'], WIKI_DATA_DIR: home.path, PORT: '0', LOG_LEVEL: 'warn' }
  const { status, stdout, stderr } = spawnSync(process.execPath, [program], {
    env: environment,
    timeout: 30_000,
    encoding: 'utf8',
  })
  assert.deepEqual([status, stdout], [1, ''])
  assert.match(stderr, /^wiki-service: The database in \S+ was made by PostgreSQL 17, [^\n]*\n$/)
})

function cannotMount(): string | undefined {
  const { status } = spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'none', '/mnt'])
  return status === 0 ? undefined : 'needs the right to mount a small file system'
}

async function refusalOf(dataDirectory: string): Promise<EmbeddedPostgresError> {
  const server = await startEmbeddedPostgres({ dataDirectory, log: () => {} }).catch((error: unknown) => error)
  assert.ok(server instanceof EmbeddedPostgresError, String(server))
  assert.doesNotMatch(server.message, /\n/)
  return server
}
