import * as Type from 'typebox'

/** What a client sends to create a user. */
export const NewUser = Type.Object({
  name: Type.String({ description: 'Any text without U+0000; stored and returned unchanged.' }),
})
export type NewUser = Type.Static<typeof NewUser>

/** A user as clients see it; keys in this order. */
export const User = Type.Object({
  id: Type.Integer({ minimum: 1 }),
  name: Type.String(),
  created_time: Type.String({ format: 'date-time' }),
})
export type User = Type.Static<typeof User>
