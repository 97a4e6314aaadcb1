import type { FastifyReply, FastifyRequest } from 'fastify'
import type { MergePart } from '../../markdown/merge.ts'
import type { Conflict } from '../../pages/outcome.ts'
import type { Page } from '../../pages/schema.ts'
import { html } from '../html.ts'
import { oneTimeKey } from '../keys.ts'
import type { Notice } from '../parts/notice.ts'
import { sendPage } from '../send.ts'
import { conflictView } from '../views/conflict.ts'
import type { EditFields } from '../views/edit.ts'
import { deadlineOf, type Wiki } from '../wiki.ts'
import { type EditedPage, sendEditor } from './editor.ts'
import { readUser } from './people.ts'

/** The version that was edited, and the one that was saved meanwhile. */
export interface Sides {
  readonly base: Page
  readonly current: Page
}

/** The form on which the author of the later change chooses. */
export async function showConflict(
  wiki: Wiki,
  fields: EditFields,
  { base, current }: Conflict,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  if (base === undefined) {
    // Versions are never removed, so the form was forged.
    return sendEditor(
      wiki,
      identity(current.page),
      { ...fields, base: current.page.version, key: oneTimeKey() },
      request,
      reply,
      { status: 409, notices: [unknownBase] },
    )
  }
  return sendConflict(wiki, fields, { base: base.page, current: current.page }, [], request, reply)
}

export async function sendConflict(
  wiki: Wiki,
  fields: EditFields,
  { base, current }: Sides,
  notices: readonly Notice[],
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  // Null only before the first edit of a post of the original service.
  const authorId = current.updated_by ?? 0
  const author = await readUser(wiki.users, authorId, deadlineOf(wiki))
  const view = conflictView({
    page: identity(current),
    fields: { ...fields, key: oneTimeKey() },
    theirs: {
      version: current.version,
      author: { id: authorId, name: author?.name ?? '' },
      savedTime: current.updated_time,
      title: current.title ?? '',
    },
    parts: await partsOf(wiki, fields, { base, current }),
    hasTitleConflict: hasTitleConflict(fields, { base, current }),
    notices,
    now: new Date(),
  })
  return sendPage(wiki, view, request, reply, { status: 409 })
}

export function hasTitleConflict({ title }: EditFields, { base, current }: Sides): boolean {
  return title !== base.title && current.title !== base.title && title !== current.title
}

export async function partsOf(
  wiki: Wiki,
  { text }: EditFields,
  { base, current }: Sides,
): Promise<readonly MergePart[]> {
  return wiki.merge(unixLines(base.content), text, unixLines(current.content), deadlineOf(wiki))
}

/** Normalizes line breaks as browsers send them. */
function unixLines(text: string): string {
  return text.replaceAll('\r\n', '\n')
}

function identity({ id, path, title }: Page): EditedPage {
  return { id, path: path ?? '', title: title ?? '' }
}

export const unknownBase: Notice = {
  kind: 'bad',
  text: html`This was not saved; your text is kept. The version that it was made from is not known: look at the page, then save again.`,
}
