import { Unavailable } from '../database/unavailable.ts'
import type { Answer } from '../http/answer.ts'
import type { ErrorAnswers } from '../http/errors.ts'
import { compressed } from './compress.ts'
import { explained } from './guard.ts'
import { frame, type Page } from './parts/frame.ts'
import { belowRoot, documentHeaders } from './send.ts'
import { messageView } from './views/message.ts'
import { strangerTo } from './visitor.ts'
import type { Wiki } from './wiki.ts'

const encoded = { 'content-encoding': 'gzip' }
const contentType = 'text/html; charset=utf-8'

export function unchanged(etag: string): Answer {
  return { status: 304, json: '', headers: { ...documentHeaders, etag: `W/${etag}` } }
}

/** A compressed document. */
export function sent(json: Buffer, headers: Readonly<Record<string, string>>): Answer {
  return { status: 200, json, headers: { ...headers, ...encoded }, contentType }
}

export async function gzipped(
  wiki: Wiki,
  page: Page,
  status: number,
  root: string,
  more: Answer['headers'] = {},
): Promise<Answer> {
  const text = belowRoot(frame(page, { assets: wiki.assets, visitor: strangerTo(wiki) }), root)
  return { status, json: await compressed(text), headers: { ...documentHeaders, ...encoded, ...more }, contentType }
}

/** For people, that the database is down or overloaded. @throws any other error */
export function failure(wiki: Wiki, error: unknown, answers: ErrorAnswers, root: string): Promise<Answer> {
  if (!(error instanceof Unavailable)) throw error
  const { status, headers } = answers(error, '')
  return gzipped(wiki, messageView(explained(status)), status, root, headers)
}
