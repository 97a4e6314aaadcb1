import assert from 'node:assert/strict'
import { rowsOf } from './open-stores.ts'

interface Acknowledged {
  readonly users: readonly { readonly id: number; readonly name: string }[]
  readonly posts: readonly { readonly post_id: number; readonly user_id: number; readonly content: string }[]
}

/** Asserts that the database contains exactly what was acknowledged, once, under the returned ids. */
export async function assertStored(url: string, { users, posts }: Acknowledged): Promise<void> {
  assert.deepEqual(
    await rowsOf(url, 'select id, name from users order by id'),
    users.map(({ id, name }) => ({ id, name })).toSorted((one, other) => one.id - other.id),
  )
  assert.deepEqual(
    await rowsOf(url, 'select id as post_id, content, user_id from posts order by id'),
    posts
      .map(({ post_id, content, user_id }) => ({ post_id, content, user_id }))
      .toSorted((one, other) => one.post_id - other.post_id),
  )
}
