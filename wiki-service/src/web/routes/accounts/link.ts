import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Members } from '../../../identity/members.ts'
import { loginName, passwordFault, shownName } from '../../../identity/names.ts'
import { readForm } from '../../form.ts'
import { html } from '../../html.ts'
import { textIn } from '../../query.ts'
import { redirect, sendPage } from '../../send.ts'
import { messageView } from '../../views/message.ts'
import { type NewPasswordView, newPasswordView } from '../../views/new-password.ts'
import { deadlineOf, type Wiki } from '../../wiki.ts'

/** The targets of one-time links. */
export function linkRoutes(app: FastifyInstance, wiki: Wiki, members: Members, options: object): void {
  app.get('/sign-in/link', options, async (request, reply) => {
    const key = textIn(request, 'key')
    const owner = await members.links.owner(key, deadlineOf(wiki))
    if (owner === undefined) return noSuchLink(wiki, request, reply)
    const login = await loginOf(owner, deadlineOf(wiki))
    return show({ key, isFirstAdmin: owner === null, name: '', login, errors: {} }, request, reply)
  })

  app.post('/sign-in/link', options, async (request, reply) => {
    const form = readForm(request)
    const deadline = deadlineOf(wiki)
    const [key, password] = [form.text('key'), form.text('password')]
    const typed = { key, name: form.text('name'), login: form.text('login') }
    const owner = await members.links.owner(key, deadline)
    if (owner === undefined) return noSuchLink(wiki, request, reply)
    const isFirstAdmin = owner === null
    const [name, login] = [shownName(typed.name), loginName(typed.login)]
    const fault = passwordFault(password)
    const errors = {
      ...(isFirstAdmin && name === undefined && { name: 'A name requires at least one letter.' }),
      ...(isFirstAdmin && login === undefined && { login: loginFault }),
      ...(fault !== undefined && { password: fault }),
    }
    if (Object.keys(errors).length > 0) {
      const shown = isFirstAdmin ? typed : { ...typed, login: await loginOf(owner, deadline) }
      return show({ ...shown, isFirstAdmin, errors }, request, reply, 422)
    }
    const { client } = request.caller
    const passwordHash = await members.passwords.hash(password)
    if (!isFirstAdmin) {
      const userId = await members.links.choosePassword(key, passwordHash, client, deadline)
      return userId === undefined ? noSuchLink(wiki, request, reply) : redirect(request, reply, '/sign-in', 303)
    }
    const account = { name: name ?? '', login: login ?? '', email: null, passwordHash }
    const created = await members.links.createFirstAdmin(key, account, client, deadline)
    if (created.kind === 'no_such_link') return noSuchLink(wiki, request, reply)
    if (created.kind !== 'created')
      return show(
        { ...typed, isFirstAdmin, errors: { login: 'This name is taken. Choose another.' } },
        request,
        reply,
        409,
      )
    const session = await members.sessions.create(created.userId, 'link', client, undefined, deadline)
    if (session !== undefined) void reply.header('set-cookie', members.cookie.set(session))
    return redirect(request, reply, '/', 303)
  })

  /** '' for the first admin, who chooses one. */
  async function loginOf(userId: number | null, deadline: number): Promise<string> {
    return userId === null ? '' : ((await members.accounts.byId(userId, deadline))?.login ?? '')
  }

  function show(view: NewPasswordView, request: FastifyRequest, reply: FastifyReply, status = 200) {
    return sendPage(wiki, newPasswordView(view), request, reply, { status })
  }
}

export const loginFault =
  'Letters and digits of any script, dots, hyphens and underscores; up to 64, a letter or digit first.'

function noSuchLink(wiki: Wiki, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const view = messageView({
    title: 'This link no longer works',
    text: html`It was used before, or it is more than a day old. Ask an admin for another one.`,
    actions: html`<a class="btn" href="/sign-in">Sign in</a>`,
  })
  return sendPage(wiki, view, request, reply, { status: 404 })
}
