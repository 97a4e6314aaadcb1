import { loneCall } from '../database/lone-call.ts'
import type { BatchingContext } from '../database/row-reader.ts'
import { number, statement } from '../database/statement.ts'
import { clientGroup } from '../http/account/client-group.ts'
import { keyOf } from './secret.ts'

/** Failed sign-ins within the window, on all replicas together. */
export const tryLimits = {
  windowSeconds: 15 * 60,
  /** With one name from one network. */
  nameFromNetwork: 10,
  /** With one name from all networks: many addresses that guess one password. */
  name: 100,
  /** From one network: one address that tries many names. */
  network: 100,
} as const

export interface Throttle {
  /**
   * Counts an attempt before it is made, so that concurrent attempts count, too.
   * @returns seconds until an attempt is allowed; 0 allows this one
   */
  count(name: string, client: string, deadline: number): Promise<number>
  /** The attempt succeeded: it counts against nobody. */
  forgive(name: string, client: string, deadline: number): Promise<void>
}

export function throttle(context: BatchingContext): Throttle {
  const count = loneCall(countTry, 'writeLanes', context)
  const forgive = loneCall(forgiveTry, 'writeLanes', context)
  return {
    async count(name, client, deadline) {
      const limits = [tryLimits.nameFromNetwork, tryLimits.name, tryLimits.network]
      const [[seconds] = [0]] = await count([keys(name, client), limits, tryLimits.windowSeconds], deadline)
      return seconds
    },
    async forgive(name, client, deadline) {
      await forgive(keys(name, client), deadline)
    },
  }
}

/** Hashes, because people may type a password into the field for their name. */
function keys(name: string, client: string): string[] {
  const network = clientGroup(client)
  return [`both ${network} ${name}`, `name ${name}`, `network ${network}`].map(keyOf)
}

const countTry = statement<readonly [number]>('logins.count', [number], 'select count_login_try($1, $2, $3)')

const forgiveTry = statement<readonly [number]>(
  'logins.forgive',
  [number],
  `
  with forgotten as (
    delete from login_tries where key in ($1, $2)
  ), forgiven as (
    update login_tries set tries = tries - 1 where key = $3 and tries > 0 returning 1
  )
  select count(*)::int from forgiven`,
)
