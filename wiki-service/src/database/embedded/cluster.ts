import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmod, readdir, readFile, rm, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { type Account, chooseAccount } from './account.ts'
import type { Binaries } from './binaries.ts'
import { createCluster, unfinishedSuffix } from './create-cluster.ts'
import type { DataDirectory } from './data-directory.ts'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import { notWritable } from './failure-message.ts'
import { whenSlow } from './progress.ts'

export type Cluster = { readonly account: Account; readonly password: string }

const passwordFile = 'nebula-wiki.password'

/**
 * Opens the database cluster in the directory, and creates it if there is none. Call it while holding the directory's
 * lock.
 */
export async function openCluster(
  binaries: Binaries,
  data: DataDirectory,
  log: (message: string) => void,
): Promise<Cluster> {
  await removeUnfinished(data)
  return data.isNew ? makeCluster(binaries, data, log) : findCluster(binaries, data)
}

async function removeUnfinished({ path, cluster }: DataDirectory): Promise<void> {
  const left = (await readdir(path)).filter((name) => name.startsWith(`${basename(cluster)}${unfinishedSuffix}`))
  // If its service was killed, initdb may run for a moment longer and write files while we delete.
  const options = { recursive: true, force: true, maxRetries: 20, retryDelay: 50 }
  await Promise.all(left.map(async (name) => rm(join(path, name), options)))
}

async function makeCluster(binaries: Binaries, data: DataDirectory, log: (message: string) => void): Promise<Cluster> {
  const account = await chooseAccount(binaries)
  const password = randomBytes(32).toString('hex')
  const plan = {
    binaries,
    account,
    directory: data.cluster,
    statements: [`create role wiki login password '${password}'`, 'create database wiki owner wiki'],
    files: { [passwordFile]: password },
    fsync: true,
  }
  const creation = createCluster(plan).catch((error: unknown) => {
    throw account.hasName ? error : nameless(account, error)
  })
  await whenSlow(creation, () => log(`creating the database in ${data.name} …`))
  return { account, password }
}

function nameless({ uid }: Account, cause: unknown): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'no_account',
    `PostgreSQL could not create a database for the uid ${uid}, which has no name on this system (${String(cause)}): ` +
      'give it one in /etc/passwd, or set DATABASE_URL to a PostgreSQL of your own',
    cause,
  )
}

async function findCluster(binaries: Binaries, { cluster, name }: DataDirectory): Promise<Cluster> {
  const { uid, gid, mode } = await stat(cluster)
  const isRoot = process.getuid?.() === 0
  if (!isRoot && uid !== process.getuid?.()) throw notWritable(name, `it belongs to the user with uid ${uid}`)
  const account = await chooseAccount(binaries, { uid, gid })
  // A copy made by root, for example from a backup.
  if (isRoot && uid === 0) await promisify(execFile)('chown', ['-R', `${account.uid}:${account.gid}`, cluster])
  // PostgreSQL refuses a directory that others can access, as copies and volumes often are.
  if ((mode & 0o077) !== 0) await chmod(cluster, 0o700)
  const password = await readFile(join(cluster, passwordFile), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
    throw new EmbeddedPostgresError(
      'not_a_database',
      `${name}/postgres is not a database of this service (${passwordFile} is missing): ` +
        'set WIKI_DATA_DIR to an empty or new directory',
      error,
    )
  })
  return { account, password: password.trim() }
}
