import * as Type from 'typebox'
import { ok, postNotFound, userNotFound } from '../http/answer.ts'
import { NotAllowed } from '../http/access/refusals.ts'
import type { Endpoints } from '../http/endpoints.ts'
import { mayWriteAs } from '../identity/policy.ts'
import { pageAnswer } from '../http/pages.ts'
import { bodyRefusals, Detail, PageQuery, refusals, RowId } from '../http/schema.ts'
import { NewPost, Post } from './schema.ts'
import type { PostStore } from './store.ts'

export function postRoutes(endpoints: Endpoints, posts: PostStore): void {
  endpoints.create('/posts', createPost, async (newPost, deadline, caller) => {
    if (!mayWriteAs(caller.identity, newPost.user_id)) throw new NotAllowed()
    const post = await posts.create(newPost, deadline, caller)
    return post === undefined ? userNotFound : ok(post)
  })

  endpoints.list('/posts', listPosts, async (page, deadline, caller) =>
    pageAnswer('/posts', page, await posts.list(page, deadline, caller)),
  )

  endpoints.byId('/posts/:id', getPost, async (id, deadline, caller) => {
    const post = await posts.get(id, deadline, caller)
    return post === undefined ? postNotFound : ok(post)
  })
}

const createPost = {
  operationId: 'createPost',
  tags: ['posts'],
  summary: 'Create a post',
  body: NewPost,
  response: { 200: Post, 404: Detail, ...bodyRefusals },
}

const listPosts = {
  operationId: 'listPosts',
  tags: ['posts'],
  summary: 'List posts, oldest first',
  querystring: PageQuery,
  response: { 200: Type.Array(Post), ...refusals },
}

const getPost = {
  operationId: 'getPost',
  tags: ['posts'],
  summary: 'Get a post',
  params: RowId,
  response: { 200: Post, 404: Detail, ...refusals },
}
