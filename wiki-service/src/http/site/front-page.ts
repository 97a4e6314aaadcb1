import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import * as Type from 'typebox'
import type { Creations } from '../../database/creation-counters.ts'
import { endpoints } from './endpoints.ts'
import { rootOf } from '../path-prefix.ts'
import { frontPage } from './front-page-markup.ts'
import { contentPolicies, sendPage } from './send-page.ts'

export interface FrontPageSources {
  /** Rows ever created; undefined while the database has never been reached. */
  readonly creations: () => Promise<Creations | undefined>
  readonly dashboardPath: string | undefined
}

/** A visitor rather sees no number than waits. */
const longestWaitMs = 500

/** GET /: names the routes, as JSON or, for who asks for text/html, as a page with the numbers of users and posts. */
export function frontPageRoute(app: FastifyInstance, { creations, dashboardPath }: FrontPageSources): void {
  app.get('/', { schema }, async (request, reply) => {
    reply.header('vary', 'Accept')
    if (!namesHtml(request.headers.accept)) {
      return reply.type('application/json').send({ message: 'User and Post API', endpoints })
    }
    const counts = await Promise.race([creations(), sleep(longestWaitMs, undefined, { ref: false })])
    const origin = `${request.protocol}://${request.host}${request.pathPrefix}`
    const root = rootOf(request)
    return sendPage(reply, frontPage({ counts, dashboardPath, origin, root }), contentPolicies.withoutScript)
  })
}

const texts = Type.Object({}, { additionalProperties: Type.String() })

const schema = {
  operationId: 'frontPage',
  tags: ['service'],
  summary: 'What there is',
  response: {
    200: {
      content: {
        'application/json': {
          schema: Type.Object({ message: Type.String(), endpoints: texts }),
        },
        'text/html': { schema: { type: 'string' } },
      },
    },
  },
}

/** Whether the header has a range text/html that is not refused by `q=0`. */
function namesHtml(accept = ''): boolean {
  return accept.split(',').some((range) => /^\s*text\/html\s*(;(?!.*\bq=0(\.0*)?\s*(;|$))|$)/i.test(range))
}
