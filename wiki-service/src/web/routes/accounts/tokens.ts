import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Members } from '../../../identity/members.ts'
import { shownName } from '../../../identity/names.ts'
import { readForm } from '../../form.ts'
import { html } from '../../html.ts'
import { positiveNumber } from '../../number.ts'
import type { Notice } from '../../parts/notice.ts'
import { redirect, sendPage } from '../../send.ts'
import { revokeView, tokensView, type TokensView } from '../../views/settings/tokens.ts'
import { deadlineOf, type Wiki } from '../../wiki.ts'
import { actorOf, memberOf, settingsFrame } from './settings-frame.ts'

/** Your own tokens. */
export function tokenRoutes(app: FastifyInstance, wiki: Wiki, members: Members, options: object): void {
  app.get('/settings/tokens', options, (request, reply) => show(request, reply))

  app.post('/settings/tokens', options, async (request, reply) => {
    const form = readForm(request)
    const { userId, role } = memberOf(request)
    const name = shownName(form.text('name'))
    if (name === undefined || name.length > 60)
      return show(request, reply, { errors: { name: 'A name has 1 to 60 characters.' }, status: 422 })
    const wanted = form.text('scope')
    const scope = wanted === 'write' || (wanted === 'admin' && role === 'admin') ? wanted : 'read'
    const days = form.text('expires') === 'never' ? null : Math.min(form.number('expires') || 90, 3650)
    const token = await members.tokens.create(userId, name, scope, days, actorOf(request), deadlineOf(wiki))
    if (token === undefined) throw new Error('the account is gone')
    return show(request, reply, { notices: [created(name, token)] })
  })

  app.get<{ Params: { id: string } }>('/settings/tokens/:id/revoke', options, async (request, reply) => {
    const deadline = deadlineOf(wiki)
    const tokens = await members.tokens.ofUser(memberOf(request).userId, deadline)
    const token = tokens.find(({ id }) => String(id) === request.params.id)
    if (token === undefined) return redirect(request, reply, '/settings/tokens', 302)
    return sendPage(wiki, revokeView(await settingsFrame(wiki, request, deadline), token), request, reply)
  })

  app.post<{ Params: { id: string } }>('/settings/tokens/:id/revoke', options, async (request, reply) => {
    readForm(request)
    const { userId } = memberOf(request)
    await members.tokens.revoke(positiveNumber(request.params.id), userId, actorOf(request), deadlineOf(wiki))
    return redirect(request, reply, '/settings/tokens', 303)
  })

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    { errors = {}, notices = [], status = 200 }: Partial<TokensView> & { status?: number } = {},
  ): Promise<FastifyReply> {
    const deadline = deadlineOf(wiki)
    const [tokens, frame] = await Promise.all([
      members.tokens.ofUser(memberOf(request).userId, deadline),
      settingsFrame(wiki, request, deadline, notices),
    ])
    return sendPage(wiki, tokensView({ ...frame, tokens, errors, now: new Date() }), request, reply, { status })
  }
}

function created(name: string, token: string): Notice {
  return {
    kind: 'good',
    text: html`<b>Token &ldquo;${name}&rdquo; was created. Copy it now: it is not shown again.</b><br><code>${token}</code>`,
  }
}
