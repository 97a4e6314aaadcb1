import { access, constants, mkdir, readdir, readFile, realpath } from 'node:fs/promises'
import { dirname, join, resolve, sep } from 'node:path'
import { postgresMajorVersion } from './binaries.ts'
import { unfinishedSuffix } from './create-cluster.ts'
import { claimPattern } from './directory-lock.ts'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import { notWritable } from './failure-message.ts'

export type DataDirectory = {
  /** As the user wrote it, for messages. */
  readonly name: string
  readonly path: string
  /**
   * PostgreSQL's own directory; only the password in it is ours. One level below `path`, which may be a mount point.
   */
  readonly cluster: string
  readonly serverLog: string
  readonly isNew: boolean
}

/**
 * Creates the directory if it is missing, and checks its content.
 * @throws EmbeddedPostgresError if it contains anything but a database of ours
 */
export async function prepareDataDirectory(name: string): Promise<DataDirectory> {
  await makeDirectory(resolve(name)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOTDIR') throw notADatabase(`${name} is not a directory`, error)
    if (error.code === 'ENOENT') throw notWritable(name, error.message, error)
    throw error
  })
  await access(name, constants.R_OK | constants.W_OK | constants.X_OK)
  const path = await realpath(name)
  const cluster = join(path, 'postgres')
  const entries = await readdir(path)
  const isNew = !entries.includes('postgres')
  if (isNew) await refuseForeign(name, entries)
  else await refuseUnknownVersion(`${name}/postgres`, join(cluster, 'PG_VERSION'))
  return { name, path, cluster, serverLog: join(path, 'postgres.log'), isNew }
}

// mkdir's `recursive` never returns on a file system that answers ENOENT for a directory it does not allow (/proc).
async function makeDirectory(path: string): Promise<void> {
  try {
    await mkdir(path)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    // The trailing separator makes the system answer ENOTDIR for a file.
    if (code === 'EEXIST') return access(`${path}${sep}`)
    if (code !== 'ENOENT' || dirname(path) === path) throw error
    await makeDirectory(dirname(path))
    await mkdir(path)
  }
}

/** Allowed in a directory without a database: our own files, and what file systems and git create. */
const harmless = [claimPattern, /^postgres\.log/, /^lost\+found$/, /^\.git(ignore|keep)$/, /^\.DS_Store$/]

async function refuseForeign(name: string, entries: readonly string[]): Promise<void> {
  if (entries.includes('PG_VERSION')) await refuseUnknownVersion(name, join(name, 'PG_VERSION'))
  const foreign = entries.find(
    (entry) => !entry.startsWith(`postgres${unfinishedSuffix}`) && !harmless.some((pattern) => pattern.test(entry)),
  )
  if (foreign !== undefined) {
    throw notADatabase(
      `The data directory ${name} is not empty and not a database of this service (it holds ${foreign})`,
    )
  }
}

async function refuseUnknownVersion(name: string, versionFile: string): Promise<void> {
  const version = (await readFile(versionFile, 'utf8').catch(ignoreMissing))?.trim()
  if (version === undefined) throw notADatabase(`${name} is not a complete database (PG_VERSION is missing)`)
  if (version === postgresMajorVersion) return
  throw new EmbeddedPostgresError(
    'other_version',
    `The database in ${name} was made by PostgreSQL ${version}, this service brings PostgreSQL ${postgresMajorVersion}: ` +
      `move it with pg_dump and psql, or set WIKI_DATA_DIR to another directory, or DATABASE_URL to a PostgreSQL ${version}`,
  )
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error
}

function notADatabase(finding: string, cause?: unknown): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'not_a_database',
    `${finding}: set WIKI_DATA_DIR to an empty or new directory`,
    cause,
  )
}
