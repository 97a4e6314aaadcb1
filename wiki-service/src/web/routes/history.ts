import type { FastifyReply, FastifyRequest } from 'fastify'
import { latest } from '../../reading/changes.ts'
import { oneTimeKey } from '../keys.ts'
import { actionHref } from '../parts/addresses.ts'
import { mayWrite, visitorOf } from '../visitor.ts'
import { sendPage } from '../send.ts'
import { shownVersion } from '../shown-changes.ts'
import { historyView } from '../views/history.ts'
import { deadlineOf, type StampedVersion, type Wiki } from '../wiki.ts'
import { numberIn } from './lists.ts'

const shownVersions = 50

/** GET /wiki/{path}/-/history */
export async function showHistory(
  wiki: Wiki,
  page: StampedVersion,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const deadline = deadlineOf(wiki)
  const { id, path, title, version, createdTime } = page
  const [changes, tree] = await Promise.all([
    wiki.changes.ofPage(id, numberIn(request, 'before') || latest, shownVersions + 1, deadline),
    wiki.trees.around(path, deadline, page.stamp),
  ])
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
