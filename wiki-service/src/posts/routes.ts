import type { FastifyInstance } from 'fastify'
import * as Type from 'typebox'
import { postNotFound, sendJson, userNotFound } from '../http/errors.ts'
import { sendPage } from '../http/pages.ts'
import { bodyRefusals, Detail, PageQuery, refusals, RowId } from '../http/schema.ts'
import { NewPost, Post } from './schema.ts'
import type { PostStore } from './store.ts'

/** @param deadline until when a request that arrives now may wait, in milliseconds of performance.now() */
export function postRoutes(app: FastifyInstance, posts: PostStore, deadline: () => number): void {
  app.post<{ Body: NewPost }>('/posts', { schema: createPost }, async (request, reply) => {
    const post = await posts.create(request.body, deadline())
    return post === undefined ? sendJson(reply.code(404), userNotFound) : sendJson(reply, post)
  })

  app.get<{ Querystring: PageQuery }>('/posts', { schema: listPosts }, async (request, reply) =>
    sendPage(reply, '/posts', request.query, await posts.list(request.query, deadline())),
  )

  app.get<{ Params: RowId }>('/posts/:id', { schema: getPost }, async (request, reply) => {
    const post = await posts.get(request.params.id, deadline())
    return post === undefined ? sendJson(reply.code(404), postNotFound) : sendJson(reply, post)
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
