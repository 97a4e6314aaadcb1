import type { FastifyReply, FastifyRequest } from 'fastify'
import { latest, type PageHistory } from '../../reading/changes.ts'
import { oneTimeKey } from '../keys.ts'
import { actionHref } from '../parts/addresses.ts'
import type { Page } from '../parts/frame.ts'
import { mayWrite, type Standing, visitorIn } from '../visitor.ts'
import { sendPage } from '../send.ts'
import { shownVersion } from '../shown-changes.ts'
import { historyView } from '../views/history.ts'
import { deadlineOf, type Wiki } from '../wiki.ts'

const shownVersions = 50

export function historyAt(wiki: Wiki, path: string, before = latest): Promise<PageHistory | undefined> {
  return wiki.changes.ofPage(path, before, shownVersions + 1, deadlineOf(wiki))
}

/** GET /wiki/{path}/-/history */
export async function showHistory(
  wiki: Wiki,
  history: PageHistory,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { standing } = visitorIn(request)
  return sendPage(wiki, await historyPage(wiki, history, standing, oneTimeKey()), request, reply)
}

/** @param key for the forms that restore */
export async function historyPage(
  wiki: Wiki,
  { page, stamp, changes }: PageHistory,
  standing: Standing,
  key: string,
): Promise<Page> {
  const { path, title, version, createdTime } = page
  const tree = await wiki.trees.around(path, deadlineOf(wiki), stamp)
  const shown = changes.slice(0, shownVersions)
  const last = changes.length > shownVersions ? shown.at(-1) : undefined
  const older = last && `${actionHref(path, 'history')}?before=${last.version}`
  const versions = shown.map(shownVersion)
  const now = new Date()
  return historyView({
    path,
    title,
    version,
    createdTime,
    versions,
    older,
    key,
    mayWrite: mayWrite(standing),
    tree,
    now,
  })
}
