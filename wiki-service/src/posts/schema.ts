import * as Type from 'typebox'

/** What a client sends to create a post. */
export const NewPost = Type.Object({
  user_id: Type.Integer({ description: 'Id of the author.' }),
  content: Type.String({ description: 'Any text without U+0000; stored and returned unchanged.' }),
})
export type NewPost = Type.Static<typeof NewPost>

/** A post as clients see it; keys in this order. */
export const Post = Type.Object({
  post_id: Type.Integer({ minimum: 1 }),
  content: Type.String(),
  user_id: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()], {
    description: 'Null only in a post of the original service that was stored without a user.',
  }),
  created_time: Type.String({ format: 'date-time' }),
})
export type Post = Type.Static<typeof Post>
