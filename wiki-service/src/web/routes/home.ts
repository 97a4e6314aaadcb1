import type { FastifyReply, FastifyRequest } from 'fastify'
import { shownOnHome } from '../home-reader.ts'
import { titleOf } from '../parts/addresses.ts'
import { ageOf, sendPage } from '../send.ts'
import { shownChanges } from '../shown-changes.ts'
import { emptyView } from '../views/empty.ts'
import { homeView } from '../views/home.ts'
import type { Wiki } from '../wiki.ts'

/** GET / of a browser: the latest changes, or how to begin. */
export async function showHome(wiki: Wiki, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { changes, wanted, tree, readAt, isCopy } = await wiki.home.read()
  if (changes.length === 0)
    return sendPage(wiki, emptyView(`${request.protocol}://${request.host}${request.pathPrefix}`), request, reply)
  const view = homeView({
    ...shownChanges(changes, shownOnHome.changes, '/wiki/-/changes'),
    wanted: wanted.map(({ path, links }) => ({ path, links, title: titleOf(path) })),
    tree,
    now: new Date(),
    ...(isCopy && { copyOf: new Date(readAt).toISOString() }),
  })
  return sendPage(wiki, view, request, reply, { headers: isCopy ? ageOf(readAt) : {} })
}
