import type { FastifyRequest } from 'fastify'
import { clientsKey } from '../pages/request-key.ts'
import type { User } from '../users/schema.ts'
import { readUser } from './routes/people.ts'
import type { Form } from './form.ts'
import { authorCookie, visitorIn } from './visitor.ts'
import type { Wiki } from './wiki.ts'

export interface Author {
  readonly id: number
  /** Identifies them from now on, if the browser is not known yet. */
  readonly cookie: string | undefined
}

const longestName = 100

/**
 * The author of a change: the signed-in account. In open mode, the user that the browser was given with its first
 * change and the name entered there. A form with a name from an unknown browser creates one.
 */
export async function authorOf(wiki: Wiki, request: FastifyRequest, form: Form, deadline: number): Promise<Author> {
  const { identity } = request.caller
  if (identity?.kind === 'account') return { id: identity.userId, cookie: undefined }
  const { id } = visitorIn(request)
  if (id !== undefined && (await readUser(wiki.users, id, deadline)) !== undefined) return { id, cookie: undefined }
  return newAuthor(wiki, nameIn(form) || 'Anonymous', deadline, form.text('key'))
}

/** @param formKey of a form: sent twice, it makes one author */
export async function newAuthor(wiki: Wiki, name: string, deadline: number, formKey = ''): Promise<Author> {
  const created =
    formKey === ''
      ? wiki.users.create({ name }, deadline)
      : wiki.users.createOnce({ name }, clientsKey(formKey, ['author', name], []).key, deadline)
  const user = JSON.parse(await created) as User
  return { id: user.id, cookie: authorCookie(user.id, user.name) }
}

/** On one line, as far as PostgreSQL can store it. */
export function nameIn(form: Form): string {
  return form
    .text('name')
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .toWellFormed()
    .slice(0, longestName)
    .toWellFormed()
}
