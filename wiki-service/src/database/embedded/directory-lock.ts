import { randomBytes, randomInt } from 'node:crypto'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import { processIdentity } from './process-identity.ts'

/** service-PID-IDENTITY-TOKEN.lock */
export const claimPattern = /^service-(\d+)-(\w+)-\w+\.lock$/

const attempts = 20

/**
 * Keeps every other service out of the directory until it is released or this process ends, however it ends.
 *
 * Each candidate writes a claim under its own name, then looks for others. A candidate that sees a living claim
 * withdraws, so two can never both stay. Any process may delete the claim of a process that has ended, because its name
 * is never used again. Limit: processes in other containers are invisible.
 * @throws EmbeddedPostgresError `in_use`
 */
export async function lockDirectory(directory: string, name: string): Promise<AsyncDisposable> {
  const token = randomBytes(4).toString('hex')
  const own = `service-${process.pid}-${await processIdentity(process.pid)}-${token}.lock`
  const file = join(directory, own)
  const release = async (): Promise<void> => rm(file, { force: true })
  for (let attempt = 1; ; attempt += 1) {
    await writeFile(file, 'candidate', { mode: 0o600 })
    const [rival] = await livingClaims(directory, own)
    if (rival === undefined) break
    await release()
    if (rival.state === 'holder' || attempt === attempts) throw inUse(name, rival.pid)
    await delay(randomInt(20, 200))
  }
  await writeFile(file, 'holder')
  return { [Symbol.asyncDispose]: release }
}

type Claim = { readonly pid: number; readonly state: string }

async function livingClaims(directory: string, own: string): Promise<readonly Claim[]> {
  const claims = (await readdir(directory)).filter((name) => name !== own && claimPattern.test(name))
  const living = await Promise.all(claims.map(async (name) => livingClaim(directory, name)))
  return living.flat().toSorted((one, other) => other.state.localeCompare(one.state))
}

async function livingClaim(directory: string, name: string): Promise<readonly Claim[]> {
  const [, pid, identity] = claimPattern.exec(name) ?? []
  const file = join(directory, name)
  if ((await processIdentity(Number(pid))) !== identity) {
    await rm(file, { force: true })
    return []
  }
  const state = await readFile(file, 'utf8').catch(() => undefined)
  return state === undefined ? [] : [{ pid: Number(pid), state }]
}

function inUse(name: string, pid: number): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'in_use',
    `The data directory ${name} is in use by another wiki-service (pid ${pid}): ` +
      'stop that one, or set WIKI_DATA_DIR to another directory',
  )
}
