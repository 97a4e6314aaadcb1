import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { BodyCollector } from './collect-body.ts'
import type { BodyOutcome } from './validation/outcome.ts'

/** An unparsed body, for the validator. */
export interface RawBody {
  readonly bytes: Buffer
  readonly contentType: string | undefined
  /** The result, if the body was large enough to be read in turns. */
  outcome?: BodyOutcome<unknown>
}

interface Posted {
  readonly contentType: string | undefined
  readonly response: ServerResponse
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Undefined for requests whose method allows no body. */
    posted: Posted | undefined
  }
}

/** Keeps bodies as bytes, whatever their Content-Type: validation interprets them. */
export function keepRawBodies(app: FastifyInstance, collect: BodyCollector): void {
  app.removeAllContentTypeParsers()
  app.decorateRequest('posted', undefined)
  // Fastify refuses unknown Content-Types with 415 before any parser sees the body.
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
