import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Members } from '../../../identity/members.ts'
import { admit } from '../../../identity/oidc/admit.ts'
import type { Logger } from '../../../telemetry/logger.ts'
import { safeNext } from '../../next.ts'
import { textIn } from '../../query.ts'
import { documentHeaders, redirect } from '../../send.ts'
import { deadlineOf, type Wiki } from '../../wiki.ts'
import { showSignIn } from './sign-in.ts'

interface WithProvider {
  readonly Params: { readonly provider: string }
}

/** Signing in with a provider: the redirect there, and the return. */
export function providerRoutes(
  app: FastifyInstance,
  wiki: Wiki,
  members: Members,
  logger: Logger,
  options: object,
): void {
  const { oidc, attempts } = members
  const problem = (text: string, next: string, status: number, request: FastifyRequest, reply: FastifyReply) =>
    showSignIn(wiki, members, { next, problem: { text, isOfFields: false } }, request, reply, status)

  app.get<WithProvider>('/sign-in/with/:provider', options, async (request, reply) => {
    const next = safeNext(textIn(request, 'next'))
    // Another site must not begin a sign-in that the person did not request.
    if (request.headers['sec-fetch-site'] === 'cross-site') return showSignIn(wiki, members, { next }, request, reply)
    const begun = await oidc.begin(request.params.provider, next)
    switch (begun.kind) {
      case 'begun':
        return reply
          .code(302)
          .headers({ ...documentHeaders, location: begun.location, 'set-cookie': attempts.set(begun.attempt) })
          .send()
      case 'no_such_provider':
        return problem(texts.unknown, next, 404, request, reply)
      case 'away':
      case 'failed':
        logger.warn({ provider: request.params.provider, reason: begun.reason }, 'a provider of sign-in failed')
        return problem(texts[begun.kind], next, 502, request, reply)
      default:
        return begun satisfies never
    }
  })

  app.get<WithProvider>('/sign-in/with/:provider/return', options, async (request, reply) => {
    const { provider } = request.params
    const query = /\?(.*)$/s.exec(request.originalUrl)?.[1] ?? ''
    const ended = await oidc.end(provider, query, attempts.read(request.headers.cookie))
    // Another attempt may be in progress in this browser.
    if (ended.kind !== 'stale') void reply.header('set-cookie', attempts.clear())
    switch (ended.kind) {
      case 'person':
        break
      case 'refused':
        return problem(texts.refused, '/', 403, request, reply)
      case 'stale':
        return problem(texts.stale, '/', 400, request, reply)
      case 'no_such_provider':
        return problem(texts.unknown, '/', 404, request, reply)
      case 'away':
      case 'failed':
        logger.warn({ provider, reason: ended.reason }, 'a provider of sign-in failed')
        return problem(texts[ended.kind], '/', 502, request, reply)
      default:
        return ended satisfies never
    }
    const visit = { client: request.caller.client, earlier: members.cookie.read(request.headers.cookie) }
    const admission = await admit(members, ended.person, visit, deadlineOf(wiki))
    switch (admission.kind) {
      case 'signed_in':
        void reply.header('set-cookie', members.cookie.set(admission.session))
        return redirect(request, reply, safeNext(ended.next), 302)
      case 'waiting':
        return problem(texts.waiting, '/', 403, request, reply)
      case 'not_allowed':
        return problem(texts.notAllowed, '/', 403, request, reply)
      default:
        return admission satisfies never
    }
  })
}

const texts = {
  unknown: 'This wiki has no such provider. Choose one of these.',
  away: 'The provider does not answer. Try again in a moment, or use a password of this wiki.',
  failed:
    'Signing in with the provider failed. Try again; if it fails again, tell an admin: the log of the wiki has the reason.',
  refused: 'The provider did not let you in, or you cancelled. Nothing was changed.',
  stale: 'This sign-in began in another browser, or too long ago. Start again.',
  waiting:
    'An account of this wiki has your mail address. An admin has to allow you to use it: ask one, then sign in again.',
  notAllowed: 'You are not allowed to sign in here. Ask an admin of this wiki.',
} as const
