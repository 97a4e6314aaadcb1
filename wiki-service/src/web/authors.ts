import type { Identity } from '../identity/identity.ts'
import type { User } from '../users/schema.ts'
import { readUser } from './routes/people.ts'
import type { Form } from './form.ts'
import { authorCookie, type Visitor } from './visitor.ts'
import type { Wiki } from './wiki.ts'

export interface Author {
  readonly id: number
  /** To remember them by, where the browser does not yet. */
  readonly cookie: string | undefined
}

const longestName = 100

/**
 * Who writes: whoever is signed in. In open mode the user that the browser was given with its first change, under the name that it told. A form that comes
 * with a name and from a browser that has none yet makes one.
 */
export async function authorOf(
  wiki: Wiki,
  visitor: Visitor,
  identity: Identity | undefined,
  form: Form,
  deadline: number,
): Promise<Author> {
  if (identity?.kind === 'account') return { id: identity.userId, cookie: undefined }
  if (visitor.id !== undefined && (await readUser(wiki.users, visitor.id, deadline)) !== undefined)
    return { id: visitor.id, cookie: undefined }
  return newAuthor(wiki, nameIn(form) || 'Anonymous', deadline)
}

export async function newAuthor(wiki: Wiki, name: string, deadline: number): Promise<Author> {
  const user = JSON.parse(await wiki.users.create({ name }, deadline)) as User
  return { id: user.id, cookie: authorCookie(user.id, user.name) }
}

/** In one line, and what PostgreSQL can hold. */
export function nameIn(form: Form): string {
  return form
    .text('name')
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .toWellFormed()
    .slice(0, longestName)
    .toWellFormed()
}
