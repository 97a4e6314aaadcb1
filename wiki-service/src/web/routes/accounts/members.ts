import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { roles } from '../../../identity/identity.ts'
import type { Members } from '../../../identity/members.ts'
import { emailAddress, loginName, shownName } from '../../../identity/names.ts'
import { type Form, readForm } from '../../form.ts'
import { html } from '../../html.ts'
import { positiveNumber } from '../../number.ts'
import type { Notice } from '../../parts/notice.ts'
import { numberIn } from '../../query.ts'
import { redirect, sendPage } from '../../send.ts'
import { membersView, type MembersView } from '../../views/settings/members.ts'
import { deadlineOf, type Wiki } from '../../wiki.ts'
import { loginFault } from './link.ts'
import { actorOf, memberOf, settingsFrame } from './settings-frame.ts'

const shown = { members: 200, requests: 20 } as const

/** The accounts and their roles. */
export function memberRoutes(app: FastifyInstance, wiki: Wiki, members: Members, options: object): void {
  app.get('/settings/members', options, (request, reply) => show(request, reply))

  app.post('/settings/members', options, async (request, reply) => {
    const changes = roleChanges(readForm(request))
    const actor = actorOf(request)
    const deadline = deadlineOf(wiki)
    for (const { userId, role } of changes)
      if ((await members.accounts.change(userId, { role }, actor, deadline)) === 'last_admin')
        return show(request, reply, { notices: [lastAdmin], status: 409 })
    return redirect(request, reply, '/settings/members', 303)
  })

  app.post('/settings/members/new', options, async (request, reply) => {
    const form = readForm(request)
    const role = roles.find((one) => one === form.text('role')) ?? 'reader'
    const typed = { name: form.text('name'), login: form.text('login'), email: form.text('email').trim(), role }
    const [name, login] = [shownName(typed.name), loginName(typed.login)]
    const email = typed.email === '' ? null : emailAddress(typed.email)
    if (name === undefined || login === undefined || email === undefined) {
      const errors = {
        ...(name === undefined && { name: 'A name requires at least one letter.' }),
        ...(login === undefined && { login: loginFault }),
        ...(email === undefined && { email: 'This address is incomplete.' }),
      }
      return show(request, reply, { typed, errors, status: 422 })
    }
    const account = { name, login, email, passwordHash: null, role }
    const created = await members.accounts.create(account, actorOf(request), deadlineOf(wiki))
    if (created.kind !== 'created') return show(request, reply, { typed, errors: taken[created.kind], status: 409 })
    return redirect(request, reply, `/settings/members/${created.userId}`, 303)
  })

  app.post('/settings/members/requests', options, async (request, reply) => {
    const form = readForm(request)
    const isAllowed = form.text('answer') === 'allow'
    await members.linkRequests.answer(form.number('request'), isAllowed, actorOf(request), deadlineOf(wiki))
    return redirect(request, reply, '/settings/members', 303)
  })

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    { notices = [], typed = nothing, errors = {}, status = 200 }: Partial<MembersView> & { status?: number } = {},
  ): Promise<FastifyReply> {
    const deadline = deadlineOf(wiki)
    const [list, requests, frame] = await Promise.all([
      members.accounts.list(numberIn(request, 'after'), shown.members + 1, deadline),
      members.linkRequests.list(shown.requests, deadline),
      settingsFrame(wiki, request, deadline, notices),
    ])
    const page = list.slice(0, shown.members)
    const last = list.length > page.length ? page.at(-1) : undefined
    const view = membersView({
      ...frame,
      members: page,
      ownId: memberOf(request).userId,
      more: last && `/settings/members?after=${last.userId}`,
      requests,
      typed,
      errors,
      now: new Date(),
    })
    return sendPage(wiki, view, request, reply, { status })
  }
}

const nothing = { name: '', login: '', email: '', role: 'editor' } as const

/** Only roles that the admin changed: others may have changed since the page was made. */
function roleChanges(form: Form) {
  const changes = []
  for (const [name, value] of form.entries()) {
    const [, id = ''] = /^role-(.*)$/.exec(name) ?? []
    const userId = positiveNumber(id)
    const role = roles.find((one) => one === value)
    if (userId !== 0 && role !== undefined && role !== form.text(`was-${id}`)) changes.push({ userId, role })
  }
  return changes.slice(0, shown.members)
}

const taken = {
  login_taken: { login: 'This name is taken. Choose another.' },
  email_taken: { email: 'This address is already in use.' },
} as const

export const lastAdmin: Notice = {
  kind: 'bad',
  text: html`A wiki has at least one admin. Make somebody else an admin first.`,
}
