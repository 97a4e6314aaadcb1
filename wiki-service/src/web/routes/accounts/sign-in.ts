import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Members } from '../../../identity/members.ts'
import { readForm } from '../../form.ts'
import { html } from '../../html.ts'
import { safeNext } from '../../next.ts'
import { textIn } from '../../query.ts'
import { redirect, sendPage } from '../../send.ts'
import { messageView } from '../../views/message.ts'
import { type SignInView, signInView } from '../../views/sign-in.ts'
import { deadlineOf, type Wiki } from '../../wiki.ts'

/** Signing in with a password of this wiki, and signing out. */
export function signInRoutes(app: FastifyInstance, wiki: Wiki, members: Members, options: object): void {
  app.get('/sign-in', options, async (request, reply) => {
    const next = safeNext(textIn(request, 'next'))
    const isSignedIn = request.caller.identity?.kind === 'account'
    return isSignedIn ? redirect(request, reply, next, 302) : showSignIn(wiki, members, { next }, request, reply)
  })

  app.post('/sign-in', options, async (request, reply) => {
    const form = readForm(request)
    const [name, next] = [form.text('name'), safeNext(form.text('next'))]
    const outcome = await members.login(
      {
        name,
        password: form.text('password'),
        client: request.caller.client,
        earlier: members.cookie.read(request.headers.cookie),
      },
      deadlineOf(wiki),
    )
    switch (outcome.kind) {
      case 'signed_in':
        void reply.header('set-cookie', members.cookie.set(outcome.session))
        return redirect(request, reply, next, 303)
      case 'refused':
        return showSignIn(wiki, members, { name, next, problem: refused }, request, reply, 422)
      case 'throttled': {
        void reply.header('retry-after', String(outcome.retryAfterSeconds))
        const problem = throttled(outcome.retryAfterSeconds)
        return showSignIn(wiki, members, { name, next, problem }, request, reply, 429)
      }
      default:
        return outcome satisfies never
    }
  })

  app.get('/sign-in/done', options, (request, reply) => sendPage(wiki, done, request, reply))

  app.post('/sign-out', options, async (request, reply) => {
    readForm(request)
    const secret = members.cookie.read(request.headers.cookie)
    if (secret !== undefined) await members.sessions.end(secret, request.caller.client, deadlineOf(wiki))
    void reply.header('set-cookie', members.cookie.clear())
    return redirect(request, reply, members.config.publicRead ? '/' : '/sign-in', 303)
  })
}

export function showSignIn(
  wiki: Wiki,
  { config, oidc }: Members,
  shown: Pick<SignInView, 'next'> & Partial<SignInView>,
  request: FastifyRequest,
  reply: FastifyReply,
  status = 200,
): Promise<FastifyReply> {
  const { providers } = oidc
  const view = signInView({ providers, name: '', problem: undefined, isPublic: config.publicRead, ...shown })
  return sendPage(wiki, view, request, reply, { status })
}

const refused = {
  text: 'Name and password do not match. Check both, or ask an admin for a new password.',
  isOfFields: true,
}

function throttled(seconds: number) {
  const minutes = Math.ceil(seconds / 60)
  const wait = minutes === 1 ? 'a minute' : `${minutes} minutes`
  return { text: `There were too many attempts. Wait ${wait}, then try again.`, isOfFields: false }
}

const done = messageView({
  title: 'You are signed in',
  text: html`Close this tab, go back to the one with your text, and send it again.`,
})
