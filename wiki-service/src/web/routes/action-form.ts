import type { FastifyReply, FastifyRequest } from 'fastify'
import type { WriteOutcome } from '../../pages/outcome.ts'
import { clientsKey, ownKey } from '../../pages/request-key.ts'
import type { Author } from '../../pages/writer.ts'
import { authorOf } from '../authors.ts'
import type { Form } from '../form.ts'
import { html } from '../html.ts'
import { textIn } from '../query.ts'
import { sendPage } from '../send.ts'
import { messageView } from '../views/message.ts'
import { deadlineOf, type Wiki } from '../wiki.ts'

/** The author of an action, and the key that identifies a resent form. @param what the action, with all that it depends on */
export async function writerOf(
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

/** The action had no effect. */
export function notDone(
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
