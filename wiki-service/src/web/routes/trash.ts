import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { readPath } from '../../pages/path.ts'
import { readForm } from '../form.ts'
import { html } from '../html.ts'
import { oneTimeKey } from '../keys.ts'
import { pageHref } from '../parts/addresses.ts'
import { icon } from '../parts/icons.ts'
import type { Notice } from '../parts/notice.ts'
import { numberIn, textIn } from '../query.ts'
import { redirect, sendPage } from '../send.ts'
import { restoreForm, trashView } from '../views/trash.ts'
import { deadlineOf, type Wiki } from '../wiki.ts'
import { notDone, writerOf } from './action-form.ts'

const shownInTrash = 100

/** The pages in the trash. */
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
