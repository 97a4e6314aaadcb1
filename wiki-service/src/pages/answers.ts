import type { Answer } from '../http/answer.ts'
import { invalid, problem } from '../http/problems.ts'
import type { PageText } from './finder.ts'
import type { Conflict, WriteOutcome } from './outcome.ts'
import { tooLarge } from './request.ts'
import type { Page } from './schema.ts'
import type { PageState } from './versions.ts'

export function pageAnswer(
  { version, json }: Pick<PageText, 'version' | 'json'>,
  headers: Answer['headers'] = {},
): Answer {
  return { status: 200, json, headers: { etag: etag(version), vary: 'accept', ...headers } }
}

export function etag(version: number): string {
  return `"${version}"`
}

/** The address of a page by its path. */
export function byPathUrl(path: string): string {
  return `/pages/by-path/${path.split('/').map(encodeURIComponent).join('/')}`
}

/** Maps the outcome of a write to an answer. */
export function writeAnswer(outcome: WriteOutcome): Answer {
  switch (outcome.kind) {
    case 'written':
      return written(outcome)
    case 'conflict':
      return conflictAnswer(outcome)
    case 'path_taken': {
      const { path, holder } = outcome
      return problem('path-taken', `Page ${holder} has the path ${path}.`, { path, page_id: holder })
    }
    case 'exists':
      return pageExists(outcome.page)
    case 'no_such_page':
      return pageNotFound
    case 'no_such_user':
      return userUnknown
    case 'no_such_version':
      return problem('version-not-found', 'The page has no such version.')
    case 'no_such_heading':
      return problem('heading-not-found', 'No heading of the page has this text.')
    case 'not_in_trash':
      return problem('not-in-trash', 'The page is not in the trash, and the request names no version.')
    case 'plain_post':
      return problem('plain-post', 'The post has no title, so it is not a page.')
    case 'key_reused':
      return problem('key-reused', 'This Idempotency-Key was used for a request with another body or If-Match.')
    case 'too_large':
      return tooLarge('content')
    case 'title_missing':
      return invalid([
        { member: 'title', detail: 'A page requires a title, and a path if the title has no letter or digit.' },
      ])
    case 'into_itself':
      return problem('move-into-itself', 'The new path is below the page, whose children move along.')
    case 'too_many_pages':
      return problem('too-many-pages', `A move takes at most ${outcome.limit} pages.`, { limit: outcome.limit })
    case 'path_refused':
      return invalid([{ member: 'path', detail: `${outcome.path}: ${outcome.reason}` }])
    default:
      return outcome satisfies never
  }
}

export const pageNotFound = problem('page-not-found', 'There is no page with this id.')
const userUnknown = problem('user-not-found', 'No user has the id in user_id.', { member: 'user_id' })

function written({ page, isNew, merged, moved }: Extract<WriteOutcome, { kind: 'written' }>): Answer {
  const { id, version } = page.page
  const more = { ...(merged && { merged }), ...(moved !== undefined && { moved }) }
  const json = merged || moved !== undefined ? `${page.json.slice(0, -1)},${JSON.stringify(more).slice(1)}` : page.json
  const answer = pageAnswer({ version, json })
  return isNew ? { ...answer, status: 201, headers: { ...answer.headers, location: `/pages/${id}` } } : answer
}

function conflictAnswer({ current, base, merge }: Conflict): Answer {
  const detail = `The current version of the page is ${current.page.version}.`
  const members = {
    current: sideOf(current.page),
    ...(base && { base: sideOf(base.page) }),
    ...(merge && { merge }),
  }
  return problem('conflict', detail, members, { etag: etag(current.page.version) })
}

function pageExists({ page }: PageState): Answer {
  const detail = `Page ${page.id} is at this path.`
  return problem('page-exists', detail, { page_id: page.id, current: sideOf(page) }, { etag: etag(page.version) })
}

function sideOf({ version, title, path, content, tags }: Page): object {
  return { version, title, path, content, tags }
}
