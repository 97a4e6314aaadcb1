import { hash } from 'node:crypto'
import { preferred } from '../../http/accept.ts'
import type { Answer } from '../../http/answer.ts'
import { isKnown } from '../../http/if-none-match.ts'
import type { PlainForm, ProblemRequest, ProblemRoutes } from '../../http/problem-routes.ts'
import { problem } from '../../http/problems.ts'
import { byPathUrl, pageAnswer, pageNotFound } from '../answers.ts'
import type { PageText } from '../finder.ts'
import { readPath } from '../path.ts'
import { readId } from '../request.ts'
import type { Page } from '../schema.ts'
import type { PageStore } from '../store.ts'
import { getPage, getPageByPath } from './schemas.ts'

/** Renders a text as the page at `path` shows it. */
type PageHtml = (source: string, path: string, root: string, deadline: number) => Promise<string>

export function readRoutes(routes: ProblemRoutes, pages: PageStore, html: PageHtml): void {
  routes.add('GET', '/pages/:id', getPage, async (request) => {
    const page = await pages.byId(readId(request), request.deadline, request.caller)
    return page === undefined ? pageNotFound : represented(page, request, html)
  })

  routes.addPlainItem('/pages/:id', async (id, form, deadline, caller) => {
    const page = await pages.byId(id, deadline, caller)
    return page === undefined ? pageNotFound : inForm(form, page)
  })

  routes.add('GET', '/pages/by-path/*', getPageByPath, async (request) => {
    const given = request.params['*'] ?? ''
    const canonical = readPath(given)
    if (canonical.kind === 'refused') return nothingThere([])
    const { path } = canonical
    const found = await pages.byPath(path, request.deadline, request.caller)
    if (found === undefined) return nothingThere(await pages.similar(path, request.deadline))
    if (found.kind === 'moved') return movedTo(found.path)
    return path === given ? represented(found.page, request, html, locationOf(found.page)) : movedTo(path)
  })

  routes.addPlainTree('/pages/by-path/*', async (path, form, deadline, caller) => {
    const found = await pages.byPath(path, deadline, caller)
    if (found === undefined) return nothingThere(await pages.similar(path, deadline))
    return found.kind === 'moved' ? movedTo(found.path) : inForm(form, found.page, locationOf(found.page))
  })
}

/**
 * The page in the form that the client prefers. Each form has its own tags; only that of JSON is valid for `If-Match`.
 */
async function represented(
  page: PageText,
  { headers, root, deadline }: ProblemRequest,
  html: PageHtml,
  more: Answer['headers'] = {},
): Promise<Answer> {
  const accept = typeof headers.accept === 'string' ? headers.accept : undefined
  const form = preferred(accept, ['application/json', 'text/markdown', 'text/html'])
  if (form !== 'text/html') return unlessKnown(headers, inForm(form, page, more))
  const { content, path } = contentOf(page)
  const text = await html(content, path ?? '', root, deadline)
  // HTML changes without a new version when a page that it links to is created or deleted.
  return unlessKnown(headers, fragment(form, text, page, hash('sha256', text, 'base64url').slice(0, 16), more))
}

function inForm(form: PlainForm, page: PageText, more: Answer['headers'] = {}): Answer {
  if (form === 'application/json') return pageAnswer(page, more)
  return fragment(form, contentOf(page).content, page, 'markdown', more)
}

function fragment(form: string, text: string, { version }: PageText, tag: string, more: Answer['headers']): Answer {
  return {
    status: 200,
    json: text,
    contentType: `${form}; charset=utf-8`,
    headers: { vary: 'accept', ...more, etag: `"${version}-${tag}"`, ...fragmentPolicy },
  }
}

/** A fragment is not a document; opened directly, it shows only its text. */
const fragmentPolicy = {
  'content-security-policy': "default-src 'none'; sandbox",
  'x-content-type-options': 'nosniff',
}

function unlessKnown(headers: ProblemRequest['headers'], answer: Answer): Answer {
  const { etag = '', vary = '', ...rest } = answer.headers ?? {}
  if (!isKnown(headers['if-none-match'], etag)) return answer
  const location = rest['content-location']
  return {
    status: 304,
    json: '',
    headers: { etag, vary, ...(location !== undefined && { 'content-location': location }) },
  }
}

function contentOf({ json }: PageText): Page {
  return JSON.parse(json) as Page
}

function locationOf({ id }: PageText): Readonly<Record<string, string>> {
  return { 'content-location': `/pages/${id}` }
}

function movedTo(path: string): Answer {
  const location = byPathUrl(path)
  return { status: 301, json: JSON.stringify({ location }), headers: { location } }
}

function nothingThere(similar: readonly object[]): Answer {
  return problem('page-not-found', 'There is no page at this path.', { similar })
}
