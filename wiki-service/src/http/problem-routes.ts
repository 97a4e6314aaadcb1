import type { FastifyInstance, FastifyReply, FastifyRequest, FastifySchema } from 'fastify'
import type { Caller } from '../database/caller.ts'
import { type Answer, send } from './answer.ts'
import type { RawBody } from './body.ts'
import type { PlainHeaders } from './plain/plain-request.ts'
import type { PlainRoutes } from './plain/plain-routes.ts'
import { Problem } from './problems.ts'

/** An uninterpreted request. The route interprets its parts, and answers with a problem if they are invalid. */
export interface ProblemRequest {
  readonly method: string
  /** Includes the query, as the router reads it. */
  readonly url: string
  /** The path of the front page as the client sees it; ends in a slash. */
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

/**
 * Routes of the wiki, whose errors are problems. Their schemas only describe them in openapi.json; they validate
 * nothing.
 */
export class ProblemRoutes {
  readonly #app: FastifyInstance
  readonly #requestDeadlineMs: number

  readonly #plain: PlainRoutes

  constructor(app: FastifyInstance, plain: PlainRoutes, requestDeadlineMs: number) {
    this.#app = app
    this.#plain = plain
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

  /** Serves plain requests for JSON or Markdown of a registered route without Fastify. */
  addPlainItem(url: string, handle: PlainHandler<number>): void {
    this.#plain.addItem(url, (id, caller, headers) => {
      const form = plainForm(headers)
      return form && handle(id, form, this.#deadline(), caller)
    })
  }

  /** The same for a path behind `/*`, if it is already in the form that Fastify would give it. */
  addPlainTree(url: string, handle: PlainHandler<string>): void {
    this.#plain.addTree(url, (path, caller, headers) => {
      const form = plainPath.test(path) ? plainForm(headers) : undefined
      return form && handle(path, form, this.#deadline(), caller)
    })
  }

  #deadline(): number {
    return performance.now() + this.#requestDeadlineMs
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
      deadline: this.#deadline(),
      caller,
    }
  }
}

/** Forms of a page that are made without further work. */
export type PlainForm = 'application/json' | 'text/markdown'

type PlainHandler<Input> = (input: Input, form: PlainForm, deadline: number, caller: Caller) => Promise<Answer>

function plainForm({ accept = '*/*', 'if-none-match': ifNoneMatch }: PlainHeaders): PlainForm | undefined {
  if (ifNoneMatch !== undefined) return undefined
  if (accept === 'text/markdown') return accept
  return accept === '*/*' || accept === 'application/json' ? 'application/json' : undefined
}

/** A canonical path of plain characters. */
const plainPath = /^(?:(?=[._-]*[a-z0-9])[a-z0-9._-]{1,100}(?:\/|$)){1,8}(?<!\/)$/

function sendNothing(reply: FastifyReply, { status, headers = {} }: Answer): FastifyReply {
  return reply.code(status).headers(headers).send()
}
