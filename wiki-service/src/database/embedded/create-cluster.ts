import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chown, mkdtemp, open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { type Account, commandFor, programEnvironment } from './account.ts'
import type { Binaries } from './binaries.ts'

export type ClusterPlan = {
  readonly binaries: Binaries
  readonly account: Account
  /** Must be missing or empty. */
  readonly directory: string
  /** SQL run as the superuser `postgres`, one statement per line; must set a password before the first login. */
  readonly statements: readonly string[]
  /** Written into the directory, readable only by PostgreSQL's user: name → text. */
  readonly files: Readonly<Record<string, string>>
  readonly fsync: boolean
}

/** Creates a database cluster completely or not at all: it gets its final name once it is complete and on disk. */
export async function createCluster(plan: ClusterPlan): Promise<void> {
  const unfinished = await mkdtemp(`${plan.directory}${unfinishedSuffix}`)
  try {
    if (process.getuid?.() === 0) await chown(unfinished, plan.account.uid, plan.account.gid)
    await initialize(plan, unfinished)
    for (const [name, content] of Object.entries({ ...plan.files, 'pg_hba.conf': passwordsOnly })) {
      await writePrivate(join(unfinished, name), content, plan.account)
    }
    if (plan.fsync) await syncDirectory(unfinished)
    await rename(unfinished, plan.directory)
    if (plan.fsync) await syncDirectory(dirname(plan.directory))
  } finally {
    await rm(unfinished, { recursive: true, force: true })
  }
}

/** Follows the directory's name until it is complete; leftovers of a killed process can be deleted. */
export const unfinishedSuffix = '.new-'

const passwordsOnly = `local all all scram-sha-256
host all all 127.0.0.1/32 scram-sha-256
host all all ::1/128 scram-sha-256
`

async function initialize(plan: ClusterPlan, directory: string): Promise<void> {
  const { binaries, fsync, statements } = plan
  const account = withName(plan.account)
  const durability = fsync ? [] : ['--no-sync']
  await runProgram(account, binaries.initdb, ['--pgdata', directory, ...initdbOptions, ...durability])
  const singleUser = ['--single', '-D', directory, '-c', 'exit_on_error=true', '-c', `fsync=${fsync ? 'on' : 'off'}`]
  await runProgram(account, binaries.postgres, [...singleUser, 'postgres'], `${statements.join('\n')}\n`)
}

// initdb requires a password file or trust. The file would be another secret on disk, and pg_hba.conf is replaced
// anyway.
const initdbOptions = [
  '--username=postgres',
  '--auth=trust',
  '--encoding=UTF8',
  '--data-checksums',
  '--no-instructions',
  '--locale=C',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
]

// Both fail for a uid that is not in /etc/passwd. In its own user namespace, that uid is called nobody.
function withName(account: Account): Account {
  if (account.hasName) return account
  return { ...account, launcher: [...account.launcher, 'unshare', '--user', '--map-user=65534', '--map-group=65534'] }
}

async function runProgram(account: Account, program: string, parameters: readonly string[], input = ''): Promise<void> {
  const [file, rest] = commandFor(account, program, parameters)
  const child = spawn(file, rest, {
    ...account.spawnAs,
    env: programEnvironment,
    cwd: '/',
    // Ctrl-C in the terminal must reach only the service, which decides what to undo.
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe'],
  })
  child.stdin.on('error', () => {}).end(input)
  const [complaints, [status]] = await Promise.all([text(child.stderr), once(child, 'close')])
  if (status !== 0) throw new Error(`${basename(program)} ended with ${status}: ${lastComplaint(complaints)}`)
}

function lastComplaint(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '')
  return lines.findLast((line) => /FATAL|PANIC|ERROR|error:/.test(line)) ?? lines.at(-1) ?? 'no message'
}

async function writePrivate(file: string, content: string, account: Account): Promise<void> {
  await using handle = await open(file, 'w', 0o600)
  if (process.getuid?.() === 0) await handle.chown(account.uid, account.gid)
  await handle.writeFile(content)
  await handle.sync()
}

async function syncDirectory(directory: string): Promise<void> {
  await using handle = await open(directory)
  await handle.sync()
}
