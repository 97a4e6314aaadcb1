import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startEmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.ts'
import { startService } from '../embedded/service-process.ts'
import { postmasterPid, usedDataDirectory } from '../support/data-directory.ts'
import { ask, countRows, writeUntilBroken } from '../support/table.ts'

const quiet = { log: () => {} }

test('after kill -9 of the service its orphan is replaced, and every acknowledged row is present', async () => {
  await using home = await usedDataDirectory()
  const service = await startService({ dataDirectory: home.path })
  const orphan = await postmasterPid(home.path)
  const busy = Promise.withResolvers<void>()
  // The orphan keeps answering until the next service stops it.
  const finished = writeUntilBroken(service.connectionString, busy.resolve)
  await busy.promise
  await service.kill('SIGKILL')
  await using next = await startService({ dataDirectory: home.path })
  const acknowledged = await finished
  assert.equal(next.connectionString, service.connectionString)
  assert.notEqual(await postmasterPid(home.path), orphan)
  const stored = await countRows(next.connectionString)
  assert.ok(stored === acknowledged || stored === acknowledged + 1, `${stored} stored, ${acknowledged} acknowledged`)
})

test('after kill -9 of the postmaster PostgreSQL restarts on its own, with every acknowledged row', async () => {
  await using home = await usedDataDirectory()
  const ends: unknown[] = []
  const options = { dataDirectory: home.path, ...quiet, onUnexpectedEnd: (end: unknown) => ends.push(end) }
  await using server = await startEmbeddedPostgres(options)
  for (let round = 1; round <= 2; round += 1) {
    const postmaster = await postmasterPid(home.path)
    await ask(server.connectionString, 'drop table if exists rows')
    const acknowledged = await writeUntilBroken(server.connectionString, () => process.kill(postmaster, 'SIGKILL'))
    const stored = await countRows(server.connectionString)
    assert.ok(stored === acknowledged || stored === acknowledged + 1, `${stored} stored, ${acknowledged} acknowledged`)
    assert.equal(ends.length, round)
  }
  assert.deepEqual(ends[0], { status: null, signal: 'SIGKILL' })
})

test('after both are killed at once, the next start recovers', async () => {
  await using home = await usedDataDirectory()
  const service = await startService({ dataDirectory: home.path })
  await ask(service.connectionString, 'create table rows as select generate_series(1, 1000) as number')
  const postmaster = await postmasterPid(home.path)
  const gone = service.kill('SIGKILL')
  process.kill(postmaster, 'SIGKILL')
  await gone
  await using next = await startEmbeddedPostgres({ dataDirectory: home.path, ...quiet })
  assert.equal(await countRows(next.connectionString), 1000)
})
