import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { access } from 'node:fs/promises'
import { test } from 'node:test'
import { text } from 'node:stream/consumers'
import { createDatabase, startServer } from '../support/postgres.ts'
import { ask, countRows } from '../support/table.ts'

test('each test has its own database, with the tables of the service', async () => {
  await using one = await createDatabase()
  await using other = await createDatabase()
  await ask(one.url, "insert into users (name) values ('Ada')")
  assert.equal(await ask(one.url, 'select count(*)::int as answer from users'), 1)
  assert.equal(await ask(other.url, 'select count(*)::int as answer from users'), 0)
})

test('a separate server keeps its rows and port through every fault', async () => {
  await using server = await startServer({ fsync: true })
  await using database = await createDatabase({ on: server })
  await ask(database.url, 'create table rows as select generate_series(1, 100) as number')
  await server.kill()
  await server.start()
  assert.equal(await countRows(database.url), 100)
  await server.restart('immediate')
  assert.equal(await countRows(database.url), 100)
  await server.restart('fast')
  assert.equal(await countRows(database.url), 100)
  await server.pause()
  const answer = countRows(database.url)
  assert.equal(await Promise.race([answer, new Promise((resolve) => setTimeout(resolve, 100, 'silence'))]), 'silence')
  await server.resume()
  assert.equal(await answer, 100)
})

test('a server and its files are removed when its test run is killed', async () => {
  const program = `
    import { startServer } from ${JSON.stringify(import.meta.resolve('../support/postgres.ts'))}
    import { ask } from ${JSON.stringify(import.meta.resolve('../support/table.ts'))}
    const server = await startServer()
    console.log(await ask(server.url, "select current_setting('data_directory') as answer"))
    process.kill(process.pid, 'SIGKILL')`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [directory] = await Promise.all([text(child.stdout), once(child, 'exit')])
  const deadline = performance.now() + 30_000
  while (await exists(directory.trim())) {
    assert.ok(performance.now() < deadline, `${directory.trim()} is still there.`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
})

async function exists(path: string): Promise<boolean> {
  assert.match(path, /^\//)
  return access(path).then(
    () => true,
    () => false,
  )
}
