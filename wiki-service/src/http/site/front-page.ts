import type { FastifyInstance } from 'fastify'
import * as Type from 'typebox'
import { showHome } from '../../web/routes/home.ts'
import type { Wiki } from '../../web/wiki.ts'
import { endpoints } from './endpoints.ts'
import { namesHtml } from './names-html.ts'

/** GET /: the routes as JSON or, if Accept names text/html, the home page of the wiki. */
export function frontPageRoute(app: FastifyInstance, wiki: Wiki, options: object): void {
  app.get('/', { schema, ...options }, async (request, reply) => {
    reply.header('vary', 'Accept')
    if (!namesHtml(request.headers.accept)) {
      return reply.type('application/json').send({ message: 'User and Post API', endpoints })
    }
    return showHome(wiki, request, reply)
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
    304: { type: 'null' },
  },
}
