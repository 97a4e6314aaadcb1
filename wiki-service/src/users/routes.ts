import * as Type from 'typebox'
import { ok, userNotFound } from '../http/answer.ts'
import type { Endpoints } from '../http/endpoints.ts'
import { pageAnswer } from '../http/pages.ts'
import { bodyRefusals, Detail, PageQuery, refusals, RowId } from '../http/schema.ts'
import { NewUser, User } from './schema.ts'
import type { UserStore } from './store.ts'

export function userRoutes(endpoints: Endpoints, users: UserStore): void {
  endpoints.create('/users', createUser, async (user, deadline, caller) =>
    ok(await users.create(user, deadline, caller)),
  )

  endpoints.list('/users', listUsers, async (page, deadline, caller) =>
    pageAnswer('/users', page, await users.list(page, deadline, caller)),
  )

  for (const [path, schema] of [
    ['/users/:id', getUser],
    ['/user/:id', getUserSingular],
  ] as const) {
    endpoints.byId(path, schema, async (id, deadline, caller) => {
      const user = await users.get(id, deadline, caller)
      return user === undefined ? userNotFound : ok(user)
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
