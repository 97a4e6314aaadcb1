import type { FastifyReply, FastifyRequest } from 'fastify'
import { readPath } from '../../pages/path.ts'
import type { ReadVersion, StampedVersion } from '../../reading/versions.ts'
import { type Form, readForm } from '../form.ts'
import { html, Markup } from '../html.ts'
import { oneTimeKey } from '../keys.ts'
import { articleOf } from '../page-cache.ts'
import { titleOf } from '../parts/addresses.ts'
import type { Page } from '../parts/frame.ts'
import type { Notice } from '../parts/notice.ts'
import { previewOf } from '../preview.ts'
import { sendPage } from '../send.ts'
import { type EditFields, editView } from '../views/edit.ts'
import { type Visitor, visitorIn } from '../visitor.ts'
import type { Wiki } from '../wiki.ts'

export type EditedPage = Pick<ReadVersion, 'id' | 'path' | 'title'>

/** GET: the editor. @param page undefined for a new one */
export async function showEditor(
  wiki: Wiki,
  page: StampedVersion | undefined,
  given: { readonly title: string; readonly path: string },
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const fields = fieldsFor(page ?? { ...given, content: '', version: 0 }, oneTimeKey())
  return sendEditor(wiki, page, fields, request, reply, { preview: page && shownText(wiki, page) })
}

/** The same with given keys. @param page undefined if there is none at the path */
export function editorPage(
  wiki: Wiki,
  page: StampedVersion | undefined,
  path: string,
  visitor: Visitor,
  [key, nonce]: readonly [string, string],
): Promise<Page> {
  const fields = fieldsFor(page ?? { title: titleOf(path), path, content: '', version: 0 }, key)
  return filledEditor(wiki, page, fields, visitor, nonce, { preview: page && shownText(wiki, page) })
}

type EditedText = Pick<ReadVersion, 'title' | 'path' | 'content' | 'version'>

function fieldsFor({ title, path, content: text, version: base }: EditedText, key: string): EditFields {
  return { title, path, text, summary: '', name: '', base, key }
}

/** The page as its readers see it, if no page has changed since one of them read it. */
function shownText({ cache }: Wiki, { id, path, version, stamp }: StampedVersion): string | undefined {
  const cached = cache.get(path)
  return cached?.id === id && cached.version === version && cached.stamp === stamp ? articleOf(cached) : undefined
}

interface Shown {
  readonly status?: number
  readonly errors?: Readonly<Record<string, string>>
  readonly notices?: readonly Notice[]
  /** Of the text, where it is known already. */
  readonly preview?: string | undefined
}

export async function sendEditor(
  wiki: Wiki,
  page: EditedPage | undefined,
  fields: EditFields,
  request: FastifyRequest,
  reply: FastifyReply,
  shown: Shown = {},
): Promise<FastifyReply> {
  const visitor = visitorIn(request)
  const view = await filledEditor(wiki, page, fields, visitor, oneTimeKey(), shown)
  return sendPage(wiki, view, request, reply, { status: shown.status ?? 200 })
}

async function filledEditor(
  wiki: Wiki,
  page: EditedPage | undefined,
  fields: EditFields,
  { id, standing }: Visitor,
  nonce: string,
  { errors = {}, notices = [], preview: known }: Shown,
): Promise<Page> {
  const isNameAsked = standing === 'open' && id === undefined
  const preview = new Markup(known ?? (await previewOf(wiki, fields.text, page?.path ?? '')))
  return editView({ fields, page, isNameAsked, errors, notices, preview, nonce })
}

/** The fields of the editor's form. */
export function fieldsOf(form: Form): EditFields {
  return {
    title: form.text('title'),
    path: form.text('path').trim(),
    text: form.lines('text'),
    summary: form.text('summary'),
    name: form.text('name'),
    base: form.number('base'),
    key: /^[\w-]{1,64}$/.test(form.text('key')) ? form.text('key') : oneTimeKey(),
  }
}

/** POST: returns the text and its preview. */
export function showPreview(
  wiki: Wiki,
  page: EditedPage | undefined,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  return sendEditor(wiki, page, fieldsOf(readForm(request)), request, reply)
}

/** The path in the address of the editor, if it is valid. */
export function givenPath(text: string): string {
  const outcome = readPath(text)
  return outcome.kind === 'path' ? outcome.path : ''
}

/** The database did not accept it: returns the text. @param page as far as its address reveals */
export function showAway(
  wiki: Wiki,
  page: EditedPage | undefined,
  fields: EditFields,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  void reply.header('retry-after', '1')
  return sendEditor(wiki, page, fields, request, reply, { status: 503, notices: [awayNotice] })
}

const awayNotice: Notice = {
  kind: 'bad',
  text: html`<b>This was not saved; your text is kept.</b> The wiki can&rsquo;t reach its database. Save again in a moment.`,
}
