import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Members } from '../../../identity/members.ts'
import { readForm } from '../../form.ts'
import { html } from '../../html.ts'
import { positiveNumber } from '../../number.ts'
import type { Notice } from '../../parts/notice.ts'
import { redirect, sendPage } from '../../send.ts'
import { memberView } from '../../views/settings/members.ts'
import { deadlineOf, type Wiki } from '../../wiki.ts'
import { lastAdmin } from './members.ts'
import { actorOf, memberOf, settingsFrame } from './settings-frame.ts'

interface WithId {
  readonly Params: { readonly id: string }
}

/** One member: a link to choose a password, disabling and enabling. */
export function memberRoute(app: FastifyInstance, wiki: Wiki, members: Members, options: object): void {
  app.get<WithId>('/settings/members/:id', options, (request, reply) => show(request, reply, [], 200))

  app.post<WithId>('/settings/members/:id', options, async (request, reply) => {
    const action = readForm(request).text('do')
    const userId = idOf(request)
    const actor = actorOf(request)
    const deadline = deadlineOf(wiki)
    if (action === 'link') {
      const secret = await members.links.forPassword(userId, actor, deadline)
      return secret === undefined
        ? redirect(request, reply, `/settings/members/${userId}`, 303)
        : show(request, reply, [passwordLink(request, members, secret)], 200)
    }
    if (action !== 'disable' && action !== 'enable') return redirect(request, reply, '/settings/members', 303)
    const changed = await members.accounts.change(userId, { isDisabled: action === 'disable' }, actor, deadline)
    return changed === 'last_admin'
      ? show(request, reply, [lastAdmin], 409)
      : redirect(request, reply, `/settings/members/${userId}`, 303)
  })

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    notices: readonly Notice[],
    status: number,
  ): Promise<FastifyReply> {
    const deadline = deadlineOf(wiki)
    const [member, frame] = await Promise.all([
      members.accounts.byId(idOf(request), deadline),
      settingsFrame(wiki, request, deadline, notices),
    ])
    if (member === undefined) return redirect(request, reply, '/settings/members', 303)
    const isYou = member.userId === memberOf(request).userId
    return sendPage(wiki, memberView(frame, member, isYou), request, reply, { status })
  }
}

function idOf({ params }: FastifyRequest): number {
  const { id } = params as WithId['Params']
  return positiveNumber(id)
}

/** Uses the admin's address of the wiki, unless a setting gives it. */
function passwordLink(request: FastifyRequest, { config }: Members, secret: string): Notice {
  const origin = config.url ?? `${request.protocol}://${request.host}${request.pathPrefix}`
  return {
    kind: 'good',
    text: html`<b>Send them this link. It works once, for a day, and is not shown again:</b><br><code>${origin}/sign-in/link?key=${secret}</code>`,
  }
}
