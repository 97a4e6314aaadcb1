import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { BodyCollector } from './collect-body.ts'
import type { BodyOutcome } from './validation/outcome.ts'

/** A body as it came, for the validator. */
export interface RawBody {
  readonly bytes: Buffer
  readonly contentType: string | undefined
  /** What it was read as, where that took so long that it was done in turns. */
  outcome?: BodyOutcome<unknown>
}

interface Posted {
  readonly contentType: string | undefined
  readonly response: ServerResponse
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Of a request that may have a body, and undefined for all others. */
    posted: Posted | undefined
  }
}

/** Keeps bodies as bytes, whatever their Content-Type says: what it means is decided where the body is validated. */
export function keepRawBodies(app: FastifyInstance, collect: BodyCollector): void {
  app.removeAllContentTypeParsers()
  app.decorateRequest('posted', undefined)
  // Fastify refuses odd Content-Types with 415 before any parser sees the body.
  app.addHook('onRequest', (request, reply, done) => {
    if (methodsWithBody.has(request.method)) {
      request.posted = { contentType: request.headers['content-type'], response: reply.raw }
      delete request.headers['content-type']
    }
    done()
  })
  app.addContentTypeParser(
    '*',
    async ({ posted, method, hold }: FastifyRequest, payload: IncomingMessage): Promise<RawBody> => {
      if (posted === undefined) throw new Error(`${method} has no body here`)
      return { bytes: await collect(payload, posted.response, hold), contentType: posted.contentType }
    },
  )
}

const methodsWithBody: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])
