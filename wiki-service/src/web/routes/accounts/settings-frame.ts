import type { FastifyRequest } from 'fastify'
import type { Actor } from '../../../identity/accounts.ts'
import type { Identity } from '../../../identity/identity.ts'
import type { Notice } from '../../parts/notice.ts'
import type { SettingsFrame } from '../../views/settings/tabs.ts'
import type { Wiki } from '../../wiki.ts'

/** The frame of every page of settings. */
export async function settingsFrame(
  wiki: Wiki,
  request: FastifyRequest,
  deadline: number,
  notices: readonly Notice[] = [],
): Promise<SettingsFrame> {
  return { isAdmin: memberOf(request).role === 'admin', notices, tree: await wiki.trees.around('', deadline) }
}

/** The account behind a request, on routes where the policy admits only accounts. */
export function memberOf({ caller }: FastifyRequest): Extract<Identity, { kind: 'account' }> {
  if (caller.identity?.kind !== 'account') throw new Error('the policy let somebody through who is not signed in')
  return caller.identity
}

/** That account, for the audit log. */
export function actorOf(request: FastifyRequest): Actor {
  return { userId: memberOf(request).userId, client: request.caller.client }
}
