import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Members } from '../../../identity/members.ts'
import { passwordFault } from '../../../identity/names.ts'
import { readForm } from '../../form.ts'
import { redirect, sendPage } from '../../send.ts'
import { youView, type YouView } from '../../views/settings/you.ts'
import { visitorIn } from '../../visitor.ts'
import { deadlineOf, type Wiki } from '../../wiki.ts'
import { actorOf, memberOf, settingsFrame } from './settings-frame.ts'

/** Your own account: password and sessions. */
export function settingsRoutes(app: FastifyInstance, wiki: Wiki, members: Members, options: object): void {
  app.get('/settings', options, (request, reply) => show(request, reply, {}))

  app.post('/settings/password', options, async (request, reply) => {
    const form = readForm(request)
    const deadline = deadlineOf(wiki)
    const { userId } = memberOf(request)
    const fault = passwordFault(form.text('password'))
    if (fault !== undefined) return show(request, reply, { password: fault })
    const account = await members.accounts.byId(userId, deadline)
    if (!(await members.passwords.matches(form.text('current'), account?.passwordHash ?? null)))
      return show(request, reply, { current: 'This is not your current password.' })
    const hash = await members.passwords.hash(form.text('password'))
    await members.accounts.setPassword(userId, hash, actorOf(request), deadline)
    return signedOut(request, reply)
  })

  app.post('/settings/sessions', options, async (request, reply) => {
    readForm(request)
    await members.sessions.endAll(memberOf(request).userId, deadlineOf(wiki))
    return signedOut(request, reply)
  })

  async function show(request: FastifyRequest, reply: FastifyReply, errors: YouView['errors']): Promise<FastifyReply> {
    const deadline = deadlineOf(wiki)
    const { userId, name, role } = memberOf(request)
    const [account, frame] = await Promise.all([
      members.accounts.byId(userId, deadline),
      settingsFrame(wiki, request, deadline),
    ])
    const { hasKeys } = visitorIn(request)
    const { login = '', email = null, passwordHash = null } = account ?? {}
    const view = youView({ ...frame, name, login, email, role, hasPassword: passwordHash !== null, hasKeys, errors })
    return sendPage(wiki, view, request, reply, { status: Object.keys(errors).length > 0 ? 422 : 200 })
  }

  function signedOut(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    void reply.header('set-cookie', members.cookie.clear())
    return redirect(request, reply, '/sign-in', 303)
  }
}
