import type { FastifyReply, FastifyRequest } from 'fastify'
import { latest, type PageHistory } from '../../reading/changes.ts'
import { oneTimeKey } from '../keys.ts'
import { actionHref } from '../parts/addresses.ts'
import { mayWrite, visitorOf } from '../visitor.ts'
import { sendPage } from '../send.ts'
import { shownVersion } from '../shown-changes.ts'
import { historyView } from '../views/history.ts'
import { deadlineOf, type Wiki } from '../wiki.ts'
import { numberIn } from './lists.ts'

const shownVersions = 50

export function historyAt(wiki: Wiki, path: string, request: FastifyRequest): Promise<PageHistory | undefined> {
  return wiki.changes.ofPage(path, numberIn(request, 'before') || latest, shownVersions + 1, deadlineOf(wiki))
}

/** GET /wiki/{path}/-/history */
export async function showHistory(
  wiki: Wiki,
  { page, stamp, changes }: PageHistory,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { path, title, version, createdTime } = page
  const tree = await wiki.trees.around(path, deadlineOf(wiki), stamp)
  const shown = changes.slice(0, shownVersions)
  const last = changes.length > shownVersions ? shown.at(-1) : undefined
  const older = last && `${actionHref(path, 'history')}?before=${last.version}`
  const versions = shown.map(shownVersion)
  const view = historyView({
    path,
    title,
    version,
    createdTime,
    versions,
    older,
    key: oneTimeKey(),
    mayWrite: mayWrite(visitorOf(request.headers.cookie, request.caller.identity).standing),
    tree,
    now: new Date(),
  })
  return sendPage(wiki, view, request, reply)
}
