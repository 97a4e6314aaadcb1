import type { FastifyReply, FastifyRequest } from 'fastify'
import { Unavailable } from '../../database/unavailable.ts'
import { FieldReader } from '../../pages/fields.ts'
import type { WriteOutcome } from '../../pages/outcome.ts'
import { pathFromTitle } from '../../pages/path.ts'
import { clientsKey, ownKey, type RequestKey } from '../../pages/request-key.ts'
import { pageLimits } from '../../pages/schema.ts'
import { authorOf } from '../authors.ts'
import { type Form, readForm } from '../form.ts'
import { html } from '../html.ts'
import { oneTimeKey } from '../keys.ts'
import { pageHref } from '../parts/addresses.ts'
import type { Notice } from '../parts/notice.ts'
import { redirect } from '../send.ts'
import type { EditFields } from '../views/edit.ts'
import { deadlineOf, type Wiki } from '../wiki.ts'
import { showConflict } from './conflict.ts'
import { type EditedPage, fieldsOf, sendEditor, showAway } from './editor.ts'

/** POST: saves. @param page undefined for a new one */
export async function save(
  wiki: Wiki,
  page: EditedPage | undefined,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const form = readForm(request)
  return saveFields(wiki, page, fieldsOf(form), form, request, reply)
}

export async function saveFields(
  wiki: Wiki,
  page: EditedPage | undefined,
  fields: EditFields,
  form: Form,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const read = readFields(fields, page)
  if (read.errors !== undefined)
    return sendEditor(wiki, page, fields, request, reply, { status: 422, errors: read.errors, notices: [notSaved] })
  try {
    const deadline = deadlineOf(wiki)
    const author = await authorOf(wiki, request, form, deadline)
    if (author.cookie !== undefined) void reply.header('set-cookie', author.cookie)
    const outcome = await written(wiki, page, read, fields, author.id, deadline)
    return await afterWrite(wiki, page, fields, outcome, request, reply)
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error
    return showAway(wiki, page, fields, request, reply)
  }
}

interface Valid {
  readonly title: string
  readonly path: string | undefined
  readonly content: string
  readonly summary: string
  readonly errors?: undefined
}

/** Read as by the API; each error is shown at its field. */
function readFields(
  { title, path, text, summary }: EditFields,
  page: EditedPage | undefined,
): Valid | { readonly errors: Record<string, string> } {
  const reader = new FieldReader({ title, content: text, summary, ...(path !== '' && { path }) })
  const valid = {
    title: reader.title() ?? '',
    path: reader.path(),
    content: reader.text('content') ?? '',
    summary: reader.summary(),
  }
  const errors: Record<string, string> = {}
  for (const { member, detail } of reader.faults) errors[member === 'content' ? 'text' : member] = detail
  if (Buffer.byteLength(text) > pageLimits.content)
    errors['text'] = 'A page can contain up to 1 MiB of text. Split it into several pages.'
  if (page === undefined && path === '' && errors['title'] === undefined && pathFromTitle(valid.title) === undefined)
    errors['path'] = 'The title has no letter or digit, so the page requires a path.'
  return Object.keys(errors).length === 0 ? valid : { errors }
}

/** The same calls as in the API. */
async function written(
  wiki: Wiki,
  page: EditedPage | undefined,
  { title, path, content, summary }: Valid,
  { base, key }: EditFields,
  userId: number,
  deadline: number,
): Promise<WriteOutcome> {
  const write = (request: RequestKey): Promise<WriteOutcome> => {
    const author = { user_id: userId, summary, request }
    if (page === undefined) {
      const wanted = {
        title,
        content,
        tags: [],
        path: path ?? pathFromTitle(title) ?? '',
        isPathNumbered: path === undefined,
      }
      return wiki.pages.create(wanted, author, deadline)
    }
    const conditions = { ifMatch: { isAny: false, versions: [base] }, isMerged: true }
    return wiki.pages.edit(page.id, { title, path, content }, conditions, author, deadline)
  }
  const outcome = await write(
    clientsKey(key, ['form', String(page?.id ?? '')], [title, path ?? '', content, summary, String(base)]),
  )
  // Somebody returned to the form, and sends another text.
  return outcome.kind === 'key_reused' ? write(ownKey()) : outcome
}

async function afterWrite(
  wiki: Wiki,
  page: EditedPage | undefined,
  fields: EditFields,
  outcome: WriteOutcome,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  switch (outcome.kind) {
    case 'written': {
      const { path, version } = outcome.page.page
      wiki.trees.forget()
      return redirect(request, reply, pageHref(path ?? '') + (outcome.merged ? `?merged=${version}` : ''), 303)
    }
    case 'conflict':
      return showConflict(wiki, fields, outcome, request, reply)
    case 'path_taken':
      return sendEditor(wiki, page, fields, request, reply, {
        status: 409,
        errors: { path: 'Another page has this path. Choose another path.' },
        notices: [notSaved],
      })
    case 'path_refused':
      return sendEditor(wiki, page, fields, request, reply, {
        status: 422,
        errors: { path: outcome.reason },
        notices: [notSaved],
      })
    case 'no_such_page':
      return sendEditor(wiki, undefined, { ...fields, base: 0, key: oneTimeKey() }, request, reply, {
        status: 409,
        notices: [deletedNotice],
      })
    case 'exists':
    case 'into_itself':
    case 'key_reused':
    case 'no_such_heading':
    case 'no_such_user':
    case 'no_such_version':
    case 'not_in_trash':
    case 'plain_post':
    case 'title_missing':
    case 'too_large':
    case 'too_many_pages':
      // These writes should have no other outcome.
      return sendEditor(wiki, page, { ...fields, key: oneTimeKey() }, request, reply, {
        status: 409,
        notices: [notSaved],
      })
    default:
      return outcome satisfies never
  }
}

const notSaved: Notice = {
  kind: 'bad',
  text: html`This was not saved; your text is kept. Change what is marked, then save again.`,
}

const deletedNotice: Notice = {
  kind: 'warn',
  text: html`<b>This page was moved to the trash while you were editing.</b> Your text is kept: save to make it a new page.`,
}
