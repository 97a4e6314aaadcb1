import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startEmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.ts'
import { roomyDirectory } from './roomy-directory.ts'
import { type ScratchDirectory, scratchDirectory } from './scratch-directory.ts'
import { temporaryHome } from './temporary-home.ts'

const run = promisify(execFile)

/**
 * A data directory with a database that the service has created, started and stopped. A copy, because creating one
 * takes ten times as long.
 * @param owner of the database, if not the user that PostgreSQL runs as here
 */
export async function usedDataDirectory(owner?: number): Promise<ScratchDirectory> {
  const directory = await emptyDataDirectory(owner)
  await run('cp', ['-a', join(await preparedDirectory(), 'postgres'), directory.path])
  if (owner !== undefined) await run('chown', ['-R', `${owner}:${owner}`, directory.path])
  return directory
}

/** A directory for a new database. */
export async function emptyDataDirectory(owner?: number): Promise<ScratchDirectory> {
  return scratchDirectory(owner, await roomyDirectory())
}

/** What `usedDataDirectory` copies. `path` goes to the test processes in `WIKI_TEST_DATA_DIRECTORY`. */
export async function makeDataDirectory(): Promise<ScratchDirectory> {
  const home = await temporaryHome(await roomyDirectory())
  await (await startEmbeddedPostgres({ dataDirectory: home.path, log: () => {} })).stop()
  return home
}

export async function postmasterPid(dataDirectory: string): Promise<number> {
  return Number.parseInt(await readFile(join(dataDirectory, 'postgres', 'postmaster.pid'), 'utf8'), 10)
}

let ownDirectory: Promise<string> | undefined

/** That of the run; for a single file, one of this process. */
async function preparedDirectory(): Promise<string> {
  const path = process.env['WIKI_TEST_DATA_DIRECTORY']
  if (path !== undefined) return path
  ownDirectory ??= makeDataDirectory().then((directory) => directory.path)
  return ownDirectory
}
