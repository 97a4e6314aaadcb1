import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { promisify } from 'node:util'
import type { Binaries } from './binaries.ts'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'

const run = promisify(execFile)

/** The user that PostgreSQL runs as, and how to start a program as that user. */
export type Account = {
  readonly uid: number
  readonly gid: number
  /** initdb asks the system for its user name; containers often run under a bare number. */
  readonly hasName: boolean
  /** Precedes the program on the command line. */
  readonly launcher: readonly string[]
  /** For `spawn`, where a launcher cannot do it. */
  readonly spawnAs: { readonly uid?: number; readonly gid?: number }
}

/**
 * PostgreSQL refuses to run as root, so root runs it as the owner of the data, `postgres` or `nobody`.
 * @param owner of existing data
 * @throws EmbeddedPostgresError `no_account` or `no_binaries` when PostgreSQL cannot run at all
 */
export async function chooseAccount(binaries: Binaries, owner?: { uid: number; gid: number }): Promise<Account> {
  const candidates = process.getuid?.() === 0 ? await accountsForRoot(owner) : [ownAccount()]
  let failure: unknown
  for (const account of candidates) {
    try {
      await tryOut(account, binaries)
      return account
    } catch (error) {
      failure = error
    }
  }
  throw cannotRun(failure)
}

/** No variable of ours (PGPORT, PGDATA, PGCLIENTENCODING …) may reach PostgreSQL's programs. */
export const programEnvironment = { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }

export function commandFor(account: Account, program: string, parameters: readonly string[]): [string, string[]] {
  const [first = program, ...rest] = [...account.launcher, program, ...parameters]
  return [first, rest]
}

async function tryOut(account: Account, { postgres }: Binaries): Promise<void> {
  const [file, parameters] = commandFor(account, postgres, ['--version'])
  const { stderr } = await run(file, parameters, { ...account.spawnAs, env: programEnvironment, cwd: '/' })
  // It prints its version nevertheless, but initdb would not find it.
  if (stderr.includes('invalid binary')) throw new Error(stderr.trim())
}

function ownAccount(): Account {
  const ids = { uid: process.getuid?.() ?? -1, gid: process.getgid?.() ?? -1 }
  return { ...ids, hasName: hasName(), launcher: [], spawnAs: {} }
}

function hasName(): boolean {
  try {
    return userInfo().username !== ''
  } catch {
    return false
  }
}

async function accountsForRoot(owner: { uid: number; gid: number } | undefined): Promise<readonly Account[]> {
  const named = await accountsWithNames()
  const fallback = named.get('postgres') ?? named.get('nobody')
  const ids = owner !== undefined && owner.uid !== 0 ? owner : (fallback ?? { uid: 65534, gid: 65534 })
  const account = { ...ids, hasName: [...named.values()].some(({ uid }) => uid === ids.uid) }
  return [
    { ...account, launcher: await setpriv(ids), spawnAs: {} },
    { ...account, launcher: [], spawnAs: ids },
  ]
}

async function accountsWithNames(): Promise<Map<string, { uid: number; gid: number }>> {
  const lines = (await readFile('/etc/passwd', 'utf8').catch(() => '')).split('\n')
  return new Map(
    lines
      .map((line) => line.split(':'))
      .filter(([, , uid]) => Number(uid) > 0)
      .map(([name = '', , uid, gid]) => [name, { uid: Number(uid), gid: Number(gid) }]),
  )
}

// The checkout and the data may be below a directory that only root can enter (/root, mktemp -d). One ambient
// capability lets the unprivileged user pass; access(2), which PostgreSQL calls for its programs, honours it only
// without the usual fix-up. Docker's default set contains only DAC_OVERRIDE.
async function setpriv({ uid, gid }: { uid: number; gid: number }): Promise<readonly string[]> {
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '')
  const held = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? '0'}`)
  const capability = ['dac_override', 'dac_read_search'].findLast((_, index) => (held & (2n << BigInt(index))) !== 0n)
  const kept = capability === undefined ? '-all' : `-all,+${capability}`
  return [
    'setpriv',
    `--reuid=${uid}`,
    `--regid=${gid}`,
    '--clear-groups',
    '--no-new-privs',
    `--inh-caps=${kept}`,
    `--ambient-caps=${kept}`,
    ...(capability === undefined ? [] : ['--securebits=+no_setuid_fixup']),
  ]
}

function cannotRun(cause: unknown): EmbeddedPostgresError {
  const detail = cause instanceof Error ? cause.message.trim().split('\n').at(-1) : String(cause)
  return process.getuid?.() === 0
    ? new EmbeddedPostgresError(
        'no_account',
        `PostgreSQL does not run as root and could not be started as another user (${detail}): ` +
          'start the service as a normal user, install util-linux (setpriv), or set DATABASE_URL',
        cause,
      )
    : new EmbeddedPostgresError(
        'no_binaries',
        `The embedded PostgreSQL does not run on this system (${detail}): set DATABASE_URL to a PostgreSQL of your own`,
        cause,
      )
}
