import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import type { Creations } from '../../database/creation-counters.ts'
import { rootOf } from '../path-prefix.ts'
import { aboutPage } from './about-page-markup.ts'
import { contentPolicies, sendPage } from './send-page.ts'

export interface AboutPageSources {
  /** Rows ever created; undefined until the database has been reached once. */
  readonly creations: () => Promise<Creations | undefined>
  readonly dashboardPath: string | undefined
}

/** After this, the page appears without the numbers. */
const longestWaitMs = 500

/** GET /wiki/-/about: what this server is and offers, with the numbers of users and posts. */
export function aboutPageRoute(app: FastifyInstance, { creations, dashboardPath }: AboutPageSources): void {
  app.get('/wiki/-/about', async (request, reply) => {
    const counts = await Promise.race([creations(), sleep(longestWaitMs, undefined, { ref: false })])
    const origin = `${request.protocol}://${request.host}${request.pathPrefix}`
    const page = aboutPage({ counts, dashboardPath, origin, root: rootOf(request) })
    return sendPage(reply, page, contentPolicies.withoutScript)
  })
}
