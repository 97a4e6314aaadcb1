import type { FastifyReply, FastifyRequest } from 'fastify'
import { send } from '../http/answer.ts'
import { NotAllowed, NotSignedIn } from '../http/access/refusals.ts'
import { type ErrorAnswers, Refused } from '../http/errors.ts'
import { namesHtml } from '../http/site/names-html.ts'
import { readForm } from './form.ts'
import { html } from './html.ts'
import type { Page } from './parts/frame.ts'
import { redirect, sendPage } from './send.ts'
import { type Message, messageView } from './views/message.ts'
import { signedOutView } from './views/signed-out.ts'
import type { Wiki } from './wiki.ts'

/** Options of a route for people: every error is shown in a page, and counted and logged as for programs. */
export function forPeople(wiki: Pick<Wiki, 'assets'>, answers: ErrorAnswers) {
  return {
    config: { showsForms: true },
    errorHandler: async (error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      reply.removeHeader('connection')
      if (error instanceof NotSignedIn && (request.method === 'GET' || request.method === 'HEAD'))
        return redirect(request, reply, `/sign-in?next=${encodeURIComponent(pathOf(request))}`, 302)
      const answer = answers(error, request.id)
      // Programs share this address with people.
      if (request.routeOptions.url === '/' && !namesHtml(request.headers.accept)) return send(reply, answer)
      const { status, headers = {} } = answer
      const view = keptForm(error, request) ?? messageView(explained(status, error))
      return sendPage(wiki, view, request, reply, { status, headers })
    },
  }
}

export type PeopleOptions = ReturnType<typeof forPeople>

/** The fields sent after the session has ended, except passwords. */
function keptForm(error: unknown, request: FastifyRequest): Page | undefined {
  if (!(error instanceof NotSignedIn) || request.body === undefined) return undefined
  const fields = [...readForm(request).entries()].filter(([name]) => name !== 'password' && name !== 'current')
  return signedOutView(pathOf(request), fields)
}

/** The path in the browser; other addresses lead to the home page. */
function pathOf({ originalUrl }: FastifyRequest): string {
  return originalUrl.startsWith('/') ? originalUrl : '/'
}

/** What people read in place of a page that cannot be shown. */
export function explained(status: number, error?: unknown): Message {
  if (status === 413)
    return {
      title: 'This is too large to save',
      text: html`A page holds up to 1 MiB of text. Go back: what you typed is still there. Split it into several pages, then save again.`,
    }
  if (error instanceof NotSignedIn)
    return {
      title: 'You are signed out',
      text: html`Nothing was changed, and what you typed is still there. Sign in in another tab, come back, and send it again.`,
      actions: html`<a class="btn" href="/sign-in" target="_blank">Sign in</a>`,
    }
  if (error instanceof NotAllowed)
    return {
      title: 'Your account is not allowed to do this',
      text: html`Nothing was changed. An admin of this wiki can give you another role.`,
    }
  if (status === 403)
    return {
      title: 'This form came from another site',
      text: html`Nothing was changed. Open the page in this wiki and use the form there.`,
    }
  if (status < 500)
    return {
      title: 'This request could not be read',
      text: html`${error instanceof Refused ? `${error.message}. ` : ''}Go back and try again.`,
    }
  return {
    title: 'The wiki can\u2019t reach its database',
    text: html`Nothing is lost: whatever was saved is stored, and what you typed stays in your browser. Try again in a moment.`,
  }
}
