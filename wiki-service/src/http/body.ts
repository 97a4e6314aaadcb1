import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { bodyCollector } from './collect-body.ts'

/** A body as it came, for the validator. */
export interface RawBody {
  readonly bytes: Buffer
  readonly contentType: string | undefined
}

/** Keeps bodies as bytes, whatever their Content-Type says: what it means is decided where the body is validated. */
export function keepRawBodies(app: FastifyInstance): void {
  const posted = new WeakMap<IncomingMessage, { contentType: string | undefined; response: ServerResponse }>()
  const collect = bodyCollector()
  app.removeAllContentTypeParsers()
  // Fastify refuses odd Content-Types with 415 before any parser sees the body.
  app.addHook('onRequest', (request, reply, done) => {
    if (request.method === 'POST') {
      posted.set(request.raw, { contentType: request.headers['content-type'], response: reply.raw })
      delete request.headers['content-type']
    }
    done()
  })
  app.addContentTypeParser('*', async (_request: FastifyRequest, payload: IncomingMessage): Promise<RawBody> => {
    const sent = posted.get(payload)
    if (sent === undefined) throw new Error('only POST has a body here')
    return { bytes: await collect(payload, sent.response), contentType: sent.contentType }
  })
}
