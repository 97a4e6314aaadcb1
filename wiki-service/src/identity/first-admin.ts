import { setTimeout as sleep } from 'node:timers/promises'
import { Unavailable } from '../database/unavailable.ts'
import type { Logger } from '../telemetry/logger.ts'
import type { Members } from './members.ts'

const patienceMs = 15_000
const pauseMs = 1_000

/**
 * While there is no admin, creates the one from the settings, or logs a link to create one. Waits for the database as
 * long as it takes.
 * @param url of this service, without a trailing slash
 */
export async function welcomeFirstAdmin(
  members: Members,
  url: string,
  logger: Logger,
  stopped: AbortSignal,
): Promise<void> {
  while (!stopped.aborted) {
    try {
      return await welcome(members, url, logger)
    } catch (error) {
      if (!(error instanceof Unavailable)) return logger.error({ err: error }, 'the first admin could not be welcomed')
      await sleep(pauseMs, undefined, { signal: stopped, ref: false }).catch(() => {})
    }
  }
}

async function welcome({ links, passwords, config }: Members, url: string, logger: Logger): Promise<void> {
  const deadline = performance.now() + patienceMs
  const secret = await links.forFirstAdmin(deadline)
  if (secret === undefined) return
  const { firstAdmin } = config
  if (firstAdmin === undefined) {
    // The only secret in the log: it works once, for a day, and only while there is no admin.
    logger.warn({ link: `${url}/sign-in/link?key=${secret}` }, 'there is no admin: open this link to become one')
    return
  }
  const { login, password } = firstAdmin
  const account = { name: login, login, email: null, passwordHash: await passwords.hash(password) }
  const { kind } = await links.createFirstAdmin(secret, account, '', deadline)
  if (kind === 'created') logger.info('the first admin was created')
  else if (kind !== 'no_such_link') logger.error({ kind }, 'the first admin could not be created')
}
