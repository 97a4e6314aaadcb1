import type { FastifyInstance } from 'fastify'
import type { Logger } from '../../../telemetry/logger.ts'
import type { Wiki } from '../../wiki.ts'
import { linkRoutes } from './link.ts'
import { memberRoute } from './member.ts'
import { memberRoutes } from './members.ts'
import { providerRoutes } from './provider.ts'
import { settingsRoutes } from './settings.ts'
import { signInRoutes } from './sign-in.ts'
import { tokenRoutes } from './tokens.ts'

/** Signing in and settings; absent in open mode. */
export function accountRoutes(app: FastifyInstance, wiki: Wiki, logger: Logger, options: object): void {
  const { members } = wiki
  if (members === undefined) return
  signInRoutes(app, wiki, members, options)
  providerRoutes(app, wiki, members, logger, options)
  linkRoutes(app, wiki, members, options)
  settingsRoutes(app, wiki, members, options)
  tokenRoutes(app, wiki, members, options)
  memberRoutes(app, wiki, members, options)
  memberRoute(app, wiki, members, options)
}
