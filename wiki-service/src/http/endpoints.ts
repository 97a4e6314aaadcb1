import type { FastifyInstance, FastifySchema } from 'fastify'
import type { Static, TObject } from 'typebox'
import type { Caller } from '../database/caller.ts'
import { type Answer, send } from './answer.ts'
import type { PlainRoutes } from './plain/plain-routes.ts'
import type { PageQuery, RowId } from './schema.ts'
import { bodyReader } from './validation/body-reader.ts'
import type { BodyOutcome } from './validation/outcome.ts'
import { parameterReader } from './validation/parameter-reader.ts'
import { queryTexts } from './validation/percent-text.ts'

type Schema<Part extends keyof FastifySchema, Input extends TObject> = FastifySchema & Readonly<Record<Part, Input>>

type Answerer<Input> = (input: Input, deadline: number, caller: Caller) => Promise<Answer>

/** Routes that answer JSON text. Fastify serves them; plain requests bypass Fastify. */
export class Endpoints {
  readonly #app: FastifyInstance
  readonly #plain: PlainRoutes
  readonly #requestDeadlineMs: number

  constructor(app: FastifyInstance, plain: PlainRoutes, requestDeadlineMs: number) {
    this.#app = app
    this.#plain = plain
    this.#requestDeadlineMs = requestDeadlineMs
  }

  /**
   * @param answer receives the request, its deadline in milliseconds of performance.now(), and the caller; the same
   * holds below
   */
  create<Body extends TObject>(path: string, schema: Schema<'body', Body>, answer: Answerer<Static<Body>>): void {
    this.#app.post(path, { schema }, async (request, reply) =>
      // Fastify has validated the body against the schema.
      send(reply, await answer(request.body as Static<Body>, this.#deadline(), request.caller)),
    )
    const read = bodyReader(schema.body)
    this.#plain.addCollection('POST', path, ({ body, headers }, caller) =>
      this.#ifValid(read(body, headers['content-type']), answer, caller),
    )
  }

  list(path: string, schema: Schema<'querystring', typeof PageQuery>, answer: Answerer<PageQuery>): void {
    this.#app.get<{ Querystring: PageQuery }>(path, { schema }, async ({ query, caller }, reply) =>
      send(reply, await answer(query, this.#deadline(), caller)),
    )
    const read = parameterReader(schema.querystring, 'query')
    this.#plain.addCollection('GET', path, ({ query }, caller) =>
      this.#ifValid(read(queryTexts(query)), answer, caller),
    )
  }

  /** @param path ends in `/:id` */
  byId(path: string, schema: Schema<'params', typeof RowId>, answer: Answerer<number>): void {
    this.#app.get<{ Params: RowId }>(path, { schema }, async ({ params, caller }, reply) =>
      send(reply, await answer(params.id, this.#deadline(), caller)),
    )
    this.#plain.addItem(path, (id, caller) => answer(id, this.#deadline(), caller))
  }

  #ifValid<Input>(outcome: BodyOutcome<Input>, answer: Answerer<Input>, caller: Caller): Promise<Answer> | undefined {
    return outcome.kind === 'valid' ? answer(outcome.value, this.#deadline(), caller) : undefined
  }

  #deadline(): number {
    return performance.now() + this.#requestDeadlineMs
  }
}
