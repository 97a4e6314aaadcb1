import type { BatchingContext } from '../database/row-reader.ts'
import { type AccountStore, accountStore } from './accounts.ts'
import { type AuditLog, auditLog } from './audit.ts'
import { HostCookie } from './host-cookie.ts'
import { Identities } from './identities.ts'
import type { IdentityConfig } from './identity-config.ts'
import { type Login, login } from './login.ts'
import { type OneTimeLinks, oneTimeLinks } from './one-time-links.ts'
import { attemptCookie } from './oidc/attempt.ts'
import { type LinkRequests, linkRequests } from './oidc/link-requests.ts'
import { Oidc } from './oidc/oidc.ts'
import { Passwords } from './passwords.ts'
import { type NewSession, sessionCookie, type SessionStore, sessionStore } from './sessions.ts'
import { throttle } from './throttle.ts'
import { type TokenStore, tokenStore } from './tokens.ts'

/** Everything about accounts; absent in open mode. */
export interface Members {
  readonly config: IdentityConfig
  readonly identities: Identities
  readonly accounts: AccountStore
  readonly sessions: SessionStore
  readonly tokens: TokenStore
  readonly links: OneTimeLinks
  /** People from providers who wait for an account. */
  readonly linkRequests: LinkRequests
  readonly audit: AuditLog
  readonly passwords: Passwords
  readonly cookie: HostCookie<NewSession>
  readonly login: Login
  readonly oidc: Oidc
  readonly attempts: HostCookie<string>
}

export function openMembers(batching: BatchingContext, config: IdentityConfig, requestDeadlineMs: number): Members {
  const context: BatchingContext = { ...batching, isUnguarded: true }
  const identities = new Identities(context, requestDeadlineMs)
  const forget = (): void => identities.forget()
  const accounts = accountStore(context, forget)
  const sessions = sessionStore(context, config.sessionDays, forget)
  const audit = auditLog(context)
  const passwords = new Passwords()
  return {
    config,
    identities,
    accounts,
    sessions,
    tokens: tokenStore(context, forget),
    links: oneTimeLinks(context, forget),
    linkRequests: linkRequests(context),
    audit,
    passwords,
    cookie: new HostCookie(sessionCookie, config),
    oidc: new Oidc(config.providers, config.url ?? ''),
    attempts: new HostCookie(attemptCookie, config),
    login: login({ accounts, sessions, passwords, throttle: throttle(context), audit }),
  }
}
