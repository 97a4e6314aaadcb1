import type { FastifyInstance } from 'fastify'
import * as Type from 'typebox'
import { sendJson, userNotFound } from '../http/errors.ts'
import { sendPage } from '../http/pages.ts'
import { bodyRefusals, Detail, PageQuery, refusals, RowId } from '../http/schema.ts'
import { NewUser, User } from './schema.ts'
import type { UserStore } from './store.ts'

/** @param deadline until when a request that arrives now may wait, in milliseconds of performance.now() */
export function userRoutes(app: FastifyInstance, users: UserStore, deadline: () => number): void {
  app.post<{ Body: NewUser }>('/users', { schema: createUser }, async (request, reply) =>
    sendJson(reply, await users.create(request.body, deadline())),
  )

  app.get<{ Querystring: PageQuery }>('/users', { schema: listUsers }, async (request, reply) =>
    sendPage(reply, '/users', request.query, await users.list(request.query, deadline())),
  )

  for (const [path, schema] of [
    ['/users/:id', getUser],
    ['/user/:id', getUserSingular],
  ] as const) {
    app.get<{ Params: RowId }>(path, { schema }, async (request, reply) => {
      const user = await users.get(request.params.id, deadline())
      return user === undefined ? sendJson(reply.code(404), userNotFound) : sendJson(reply, user)
    })
  }
}

const createUser = {
  operationId: 'createUser',
  tags: ['users'],
  summary: 'Create a user',
  body: NewUser,
  response: { 200: User, ...bodyRefusals },
}

const listUsers = {
  operationId: 'listUsers',
  tags: ['users'],
  summary: 'List users, oldest first',
  querystring: PageQuery,
  response: { 200: Type.Array(User), ...refusals },
}

const getUser = {
  operationId: 'getUser',
  tags: ['users'],
  summary: 'Get a user',
  params: RowId,
  response: { 200: User, 404: Detail, ...refusals },
}

const getUserSingular = {
  ...getUser,
  operationId: 'getUserSingular',
  summary: 'Get a user: the spelling of the original service',
}
