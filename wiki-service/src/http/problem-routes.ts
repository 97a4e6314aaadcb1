import type { FastifyInstance, FastifyReply, FastifyRequest, FastifySchema } from 'fastify'
import type { Caller } from '../database/caller.ts'
import { type Answer, send } from './answer.ts'
import type { RawBody } from './body.ts'
import { Problem } from './problems.ts'

/** A request as it came: what its parts mean is decided by the route, which answers a problem when they mean nothing. */
export interface ProblemRequest {
  readonly method: string
  /** With its query, as the router reads it. */
  readonly url: string
  /** The path of this site's front page as the client sees it; ends in a slash. */
  readonly root: string
  /** Percent-decoded. */
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: RawBody | undefined
  /** In milliseconds of performance.now(). */
  readonly deadline: number
  readonly caller: Caller
}

type Handler = (request: ProblemRequest) => Promise<Answer> | Answer

/** Routes of the wiki, whose errors are problems. Their schemas are for openapi.json: they validate nothing. */
export class ProblemRoutes {
  readonly #app: FastifyInstance
  readonly #requestDeadlineMs: number

  constructor(app: FastifyInstance, requestDeadlineMs: number) {
    this.#app = app
    this.#requestDeadlineMs = requestDeadlineMs
  }

  add(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', url: string, schema: FastifySchema, handle: Handler): void {
    this.#app.route({
      method,
      url,
      schema,
      validatorCompiler: () => (value) => ({ value }),
      handler: async (request, reply) => {
        const answer = await this.#answer(request, handle)
        return answer.status === 304 ? sendNothing(reply, answer) : send(reply, answer)
      },
    })
  }

  async #answer(request: FastifyRequest, handle: Handler): Promise<Answer> {
    try {
      return await handle(this.#read(request))
    } catch (error) {
      if (error instanceof Problem) return error.answer
      throw error
    }
  }

  #read({ method, url, pathPrefix, params, query, headers, body, posted, caller }: FastifyRequest): ProblemRequest {
    return {
      method,
      url,
      root: `${pathPrefix}/`,
      // Fastify's own types are as wide as any schema.
      params: params as ProblemRequest['params'],
      query: query as ProblemRequest['query'],
      headers: posted === undefined ? headers : { ...headers, 'content-type': posted.contentType },
      body: (body ?? undefined) as RawBody | undefined,
      deadline: performance.now() + this.#requestDeadlineMs,
      caller,
    }
  }
}

function sendNothing(reply: FastifyReply, { status, headers = {} }: Answer): FastifyReply {
  return reply.code(status).headers(headers).send()
}
