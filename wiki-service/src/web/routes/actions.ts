import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { WriteOutcome } from '../../pages/outcome.ts'
import { readPath } from '../../pages/path.ts'
import { clientsKey, ownKey } from '../../pages/request-key.ts'
import type { Author } from '../../pages/writer.ts'
import type { StampedVersion } from '../../reading/pages.ts'
import { authorOf } from '../authors.ts'
import { type Form, readForm } from '../form.ts'
import { html } from '../html.ts'
import { oneTimeKey } from '../keys.ts'
import { pageHref } from '../parts/addresses.ts'
import type { Notice } from '../parts/notice.ts'
import { numberIn, textIn } from '../query.ts'
import { redirect, sendPage } from '../send.ts'
import { messageView } from '../views/message.ts'
import { moveView } from '../views/move.ts'
import { restoreForm, trashView } from '../views/trash.ts'
import { icon } from '../parts/icons.ts'
import { deadlineOf, type Wiki } from '../wiki.ts'

const shownInTrash = 100

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

export function trashRoutes(app: FastifyInstance, wiki: Wiki, options: object): void {
  app.get('/wiki/-/trash', options, (request, reply) => showTrash(wiki, undefined, request, reply))
  app.post('/wiki/-/trash', options, async (request, reply) => {
    const form = readForm(request)
    const id = form.number('page')
    const given = form.has('path') ? readPath(form.text('path').trim()) : undefined
    const path = given?.kind === 'path' ? given.path : undefined
    const author = await writerOf(wiki, form, `untrash ${id} ${path ?? ''}`, '', request, reply)
    const outcome = await wiki.pages.restore(id, { path }, undefined, author, deadlineOf(wiki))
    wiki.trees.forget()
    if (outcome.kind === 'written') return redirect(request, reply, pageHref(outcome.page.page.path ?? ''), 303)
    if (outcome.kind === 'path_taken') return showTrash(wiki, takenNotice(id, outcome.path), request, reply, 409)
    return notDone(wiki, outcome, request, reply)
  })
}

async function showTrash(
  wiki: Wiki,
  problem: Notice | undefined,
  request: FastifyRequest,
  reply: FastifyReply,
  status = 200,
): Promise<FastifyReply> {
  const deadline = deadlineOf(wiki)
  const offset = numberIn(request, 'after')
  const [read, tree] = await Promise.all([
    wiki.lists.trash(offset, shownInTrash + 1, deadline),
    wiki.trees.around('', deadline),
  ])
  const pages = read.slice(0, shownInTrash).map(({ id, path, title, time, authorId, authorName }) => ({
    id,
    path,
    title,
    deletedTime: time,
    deletedBy: { id: authorId, name: authorName },
  }))
  const key = oneTimeKey()
  const gone = pages.find(({ id }) => String(id) === textIn(request, 'gone'))
  const undo = gone && {
    kind: 'good' as const,
    text: html`&ldquo;${gone.title}&rdquo; is in the trash.`,
    action: restoreForm(gone.id, key, html`<button class="btn bare" type="submit">Undo</button>`),
  }
  const more = read.length > shownInTrash ? `/wiki/-/trash?after=${offset + shownInTrash}` : undefined
  const notices = [problem, undo].filter((notice) => notice !== undefined)
  return sendPage(wiki, trashView({ pages, more, notices, key, tree, now: new Date() }), request, reply, { status })
}

function takenNotice(id: number, path: string): Notice {
  return {
    kind: 'bad',
    text: html`Another page is at ${path} by now. Restore this one to another path:`,
    action: html`<form class="row" method="post" action="/wiki/-/trash"><input type="hidden" name="page" value="${id}"><input type="hidden" name="key" value="${oneTimeKey()}"><label class="vh" for="elsewhere">Path</label><input class="mono" type="text" id="elsewhere" name="path" value="${path}-restored" required maxlength="400"><button class="btn" type="submit">${icon('restore')}Restore</button></form>`,
  }
}

/** The author, and the key that identifies a resent form. */
async function writerOf(
  wiki: Wiki,
  form: Form,
  what: string,
  summary: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Author> {
  const { id, cookie } = await authorOf(wiki, request, form, deadlineOf(wiki))
  if (cookie !== undefined) void reply.header('set-cookie', cookie)
  const key = form.text('key') || textIn(request, 'key')
  return {
    user_id: id,
    summary,
    request: /^[\w-]{1,64}$/.test(key) ? clientsKey(key, ['form', what], [what]) : ownKey(),
  }
}

function notDone(
  wiki: Wiki,
  { kind }: WriteOutcome,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const text =
    kind === 'no_such_page'
      ? html`The page is not there any more. It may be in the trash.`
      : html`Nothing was changed. Look at the page, then try again.`
  const actions = html`<a class="btn" href="/">Home</a><a class="btn" href="/wiki/-/trash">Trash</a>`
  return sendPage(wiki, messageView({ title: 'This could not be done', text, actions }), request, reply, {
    status: kind === 'no_such_page' ? 404 : 409,
  })
}
