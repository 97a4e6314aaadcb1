import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { startEmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.ts'
import { processesIn } from '../../src/database/embedded/processes.ts'
import { postmasterPid, usedDataDirectory } from '../support/data-directory.ts'
import { startService } from './service-process.ts'
import { ask, countRows } from '../support/table.ts'

const quiet = { log: () => {} }

test('rows survive a stop and a start, under the same connection string', async () => {
  await using home = await usedDataDirectory()
  const first = await startEmbeddedPostgres({ dataDirectory: home.path, ...quiet })
  await ask(first.connectionString, 'create table rows as select generate_series(1, 3) as number')
  await first.stop()
  assert.deepEqual(await processesIn(join(home.path, 'postgres')), [])
  await using second = await startEmbeddedPostgres({ dataDirectory: home.path, ...quiet })
  assert.equal(second.connectionString, first.connectionString)
  assert.equal(await countRows(second.connectionString), 3)
})

test('a commit waits for the disk, pages have checksums, and text is UTF-8', async () => {
  await using home = await usedDataDirectory()
  await using server = await startEmbeddedPostgres({ dataDirectory: home.path, ...quiet })
  const settings = `select string_agg(current_setting(name), ' ') as answer
    from unnest(array['fsync', 'full_page_writes', 'synchronous_commit', 'data_checksums', 'server_encoding']) as name`
  assert.equal(await ask(server.connectionString, settings), 'on on on on UTF8')
})

test('Ctrl-C in the terminal of the service does not reach PostgreSQL', async () => {
  await using home = await usedDataDirectory()
  await using service = await startService({ dataDirectory: home.path })
  const before = await postmasterPid(home.path)
  process.kill(-service.pid, 'SIGINT')
  assert.equal(await ask(service.connectionString, 'select 1 as answer'), 1)
  assert.equal(await postmasterPid(home.path), before)
})
