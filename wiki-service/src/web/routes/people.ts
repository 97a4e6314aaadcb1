import type { FastifyInstance } from 'fastify'
import { latest } from '../../reading/changes.ts'
import type { User } from '../../users/schema.ts'
import type { UserStore } from '../../users/store.ts'
import { html } from '../html.ts'
import { positiveNumber } from '../number.ts'
import { numberIn } from '../query.ts'
import { sendPage } from '../send.ts'
import { shownChanges } from '../shown-changes.ts'
import { messageView } from '../views/message.ts'
import { userView } from '../views/user.ts'
import { deadlineOf, type Wiki } from '../wiki.ts'

const shownChangesOfUser = 50

/** The changes of a person. */
export function peopleRoutes(app: FastifyInstance, wiki: Wiki, options: object): void {
  app.get<{ Params: { id: string } }>('/wiki/-/users/:id', options, async (request, reply) => {
    const deadline = deadlineOf(wiki)
    const id = positiveNumber(request.params.id)
    const user = id === 0 ? undefined : await readUser(wiki.users, id, deadline)
    if (user === undefined) {
      const view = messageView({ title: 'There is no such person', text: html`No user has this number.` })
      return sendPage(wiki, view, request, reply, { status: 404 })
    }
    const before = numberIn(request, 'before') || latest
    const [changes, tree] = await Promise.all([
      wiki.changes.latest(before, user.id, shownChangesOfUser + 1, deadline),
      wiki.trees.around('', deadline),
    ])
    const list = shownChanges(changes, shownChangesOfUser, `/wiki/-/users/${user.id}`)
    const view = userView({ user, createdTime: user.created_time, ...list, tree, now: new Date() })
    return sendPage(wiki, view, request, reply)
  })
}

export async function readUser(users: UserStore, id: number, deadline: number): Promise<User | undefined> {
  const text = await users.get(id, deadline)
  return text === undefined ? undefined : (JSON.parse(text) as User)
}
