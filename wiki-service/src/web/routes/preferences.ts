import type { FastifyInstance } from 'fastify'
import { nameIn, newAuthor } from '../authors.ts'
import { readForm } from '../form.ts'
import { redirect, sendPage } from '../send.ts'
import { keyboardView } from '../views/keyboard.ts'
import { preferencesView } from '../views/preferences.ts'
import { keysCookie, themeCookie, visitorIn } from '../visitor.ts'
import { deadlineOf, type Wiki } from '../wiki.ts'

/** What a browser remembers: colours, a name, whether single keys are shortcuts. */
export function preferenceRoutes(app: FastifyInstance, wiki: Wiki, options: object): void {
  app.get('/wiki/-/keyboard', options, (request, reply) => sendPage(wiki, keyboardView(), request, reply))

  app.get('/wiki/-/preferences', options, (request, reply) =>
    sendPage(wiki, preferencesView(visitorIn(request)), request, reply),
  )

  app.post('/wiki/-/preferences', options, async (request, reply) => {
    const form = readForm(request)
    const visitor = visitorIn(request)
    const theme = form.text('theme')
    if (theme === 'auto' || theme === 'light' || theme === 'dark') {
      void reply.header('set-cookie', themeCookie(theme))
      return redirect(request, reply, backTo(request.headers.referer, request.host, request.pathPrefix), 303)
    }
    const cookies = [keysCookie(form.text('keys') === 'on')]
    const name = nameIn(form)
    if (wiki.members === undefined && name !== '' && name !== visitor.name) {
      const { cookie } = await newAuthor(wiki, name, deadlineOf(wiki))
      if (cookie !== undefined) cookies.push(cookie)
    }
    void reply.header('set-cookie', cookies)
    return redirect(request, reply, '/wiki/-/preferences', 303)
  })
}

/** The page on which the button was pressed, if it is of this site; a path, so that it never leads to another site. */
export function backTo(referrer: string | undefined, host: string, prefix: string): string {
  if (referrer === undefined || !URL.canParse(referrer)) return '/'
  const url = new URL(referrer)
  const isOurs = url.host === host.toLowerCase() && url.pathname.startsWith(`${prefix}/`)
  const path = url.pathname.slice(prefix.length)
  return isOurs && !/^\/[/\\]/.test(path) ? path + url.search : '/'
}
