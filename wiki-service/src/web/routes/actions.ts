import type { FastifyReply, FastifyRequest } from 'fastify'
import type { WriteOutcome } from '../../pages/outcome.ts'
import { readPath } from '../../pages/path.ts'
import type { StampedVersion } from '../../reading/versions.ts'
import { readForm } from '../form.ts'
import { oneTimeKey } from '../keys.ts'
import { pageHref } from '../parts/addresses.ts'
import { redirect, sendPage } from '../send.ts'
import { moveView } from '../views/move.ts'
import { deadlineOf, type Wiki } from '../wiki.ts'
import { notDone, writerOf } from './action-form.ts'

/** POST: moves the page to the trash. It can be undone there, so there is no confirmation. */
export async function moveToTrash(
  wiki: Wiki,
  page: StampedVersion,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const form = readForm(request)
  const author = await writerOf(wiki, form, `trash ${page.id} ${page.version}`, '', request, reply)
  const outcome = await wiki.pages.delete(page.id, undefined, author, deadlineOf(wiki))
  wiki.trees.forget()
  return outcome.kind === 'written'
    ? redirect(request, reply, `/wiki/-/trash?gone=${page.id}`, 303)
    : notDone(wiki, outcome, request, reply)
}

/** POST: restores an earlier version as the newest. */
export async function restoreVersion(
  wiki: Wiki,
  page: StampedVersion,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const form = readForm(request)
  const version = form.number('version')
  const author = await writerOf(
    wiki,
    form,
    `restore ${page.id} ${version}`,
    `Restored version ${version}`,
    request,
    reply,
  )
  const outcome = await wiki.pages.restore(page.id, { version }, undefined, author, deadlineOf(wiki))
  wiki.trees.forget()
  return outcome.kind === 'written'
    ? redirect(request, reply, pageHref(outcome.page.page.path ?? page.path), 303)
    : notDone(wiki, outcome, request, reply)
}

export async function showMove(
  wiki: Wiki,
  page: StampedVersion,
  request: FastifyRequest,
  reply: FastifyReply,
  typed?: { path: string; error: string },
): Promise<FastifyReply> {
  const deadline = deadlineOf(wiki)
  const [below, tree] = await Promise.all([
    wiki.lists.all(page.path, page.path, 1, deadline),
    wiki.trees.around(page.path, deadline, page.stamp),
  ])
  const view = moveView({ page, path: page.path, hasChildren: below.length > 0, key: oneTimeKey(), tree, ...typed })
  return sendPage(wiki, view, request, reply, { status: typed === undefined ? 200 : 422 })
}

/** POST: moves the page, and optionally those below it. */
export async function move(
  wiki: Wiki,
  page: StampedVersion,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const form = readForm(request)
  const typed = form.text('path').trim()
  const read = readPath(typed)
  if (read.kind !== 'path') return showMove(wiki, page, request, reply, { path: typed, error: read.reason })
  const withChildren = form.text('children') === 'on'
  const author = await writerOf(wiki, form, `move ${page.id} ${read.path} ${withChildren}`, '', request, reply)
  const outcome = await wiki.pages.move(page.id, { path: read.path, withChildren }, undefined, author, deadlineOf(wiki))
  wiki.trees.forget()
  if (outcome.kind === 'written') return redirect(request, reply, pageHref(outcome.page.page.path ?? read.path), 303)
  const error = whyNotThere(outcome)
  if (error === undefined) return notDone(wiki, outcome, request, reply)
  return showMove(wiki, page, request, reply, { path: typed, error })
}

/** The fault of the new path, if that is the problem. */
function whyNotThere(outcome: WriteOutcome): string | undefined {
  if (outcome.kind === 'path_taken') return `There is a page at ${outcome.path} already. Choose another path.`
  if (outcome.kind === 'into_itself') return 'A page cannot move below itself together with the pages below it.'
  if (outcome.kind === 'path_refused') return outcome.reason
  if (outcome.kind === 'too_many_pages')
    return `At most ${outcome.limit} pages move at once. Move some of those below it first.`
  return undefined
}
