import type { FastifyInstance, FastifySchema } from 'fastify'
import type { Static, TObject } from 'typebox'
import { type Answer, send } from './answer.ts'
import type { PlainRoutes } from './plain/plain-routes.ts'
import type { PageQuery, RowId } from './schema.ts'
import { bodyReader } from './validation/body-reader.ts'
import type { BodyOutcome } from './validation/outcome.ts'
import { parameterReader } from './validation/parameter-reader.ts'
import { queryTexts } from './validation/percent-text.ts'

type Schema<Part extends keyof FastifySchema, Input extends TObject> = FastifySchema & Readonly<Record<Part, Input>>

/** Routes whose answer is JSON text. Each is served by Fastify, and its plain requests without. */
export class Endpoints {
  readonly #app: FastifyInstance
  readonly #plain: PlainRoutes
  readonly #requestDeadlineMs: number

  constructor(app: FastifyInstance, plain: PlainRoutes, requestDeadlineMs: number) {
    this.#app = app
    this.#plain = plain
    this.#requestDeadlineMs = requestDeadlineMs
  }

  /** @param answer is told until when it may wait, in milliseconds of performance.now(); here and below */
  create<Body extends TObject>(
    path: string,
    schema: Schema<'body', Body>,
    answer: (body: Static<Body>, deadline: number) => Promise<Answer>,
  ): void {
    this.#app.post(path, { schema }, async (request, reply) =>
      // Fastify has validated it by the schema.
      send(reply, await answer(request.body as Static<Body>, this.#deadline())),
    )
    const read = bodyReader(schema.body)
    this.#plain.addCollection('POST', path, ({ body, headers }) =>
      this.#ifValid(read(body, headers['content-type']), answer),
    )
  }

  list(
    path: string,
    schema: Schema<'querystring', typeof PageQuery>,
    answer: (page: PageQuery, deadline: number) => Promise<Answer>,
  ): void {
    this.#app.get<{ Querystring: PageQuery }>(path, { schema }, async ({ query }, reply) =>
      send(reply, await answer(query, this.#deadline())),
    )
    const read = parameterReader(schema.querystring, 'query')
    this.#plain.addCollection('GET', path, ({ query }) => this.#ifValid(read(queryTexts(query)), answer))
  }

  /** @param path ends in `/:id` */
  byId(
    path: string,
    schema: Schema<'params', typeof RowId>,
    answer: (id: number, deadline: number) => Promise<Answer>,
  ): void {
    this.#app.get<{ Params: RowId }>(path, { schema }, async ({ params }, reply) =>
      send(reply, await answer(params.id, this.#deadline())),
    )
    this.#plain.addItem(path, (id) => answer(id, this.#deadline()))
  }

  #ifValid<Input>(
    outcome: BodyOutcome<Input>,
    answer: (input: Input, deadline: number) => Promise<Answer>,
  ): Promise<Answer> | undefined {
    return outcome.kind === 'valid' ? answer(outcome.value, this.#deadline()) : undefined
  }

  #deadline(): number {
    return performance.now() + this.#requestDeadlineMs
  }
}
