import type { Page, PageRequest } from '../database/page-reader.ts'
import { type Answer, ok } from './answer.ts'

/** A page of a list. While more rows exist, the answer links to the next page (RFC 8288, a relative URL). */
export function pageAnswer(path: string, { limit, settled }: PageRequest, { body, next }: Page): Answer {
  const more = next !== null && {
    headers: { link: `<${path}?limit=${limit}&after=${next}${settled ? '&settled=true' : ''}>; rel="next"` },
  }
  return { ...ok(body), ...more }
}
