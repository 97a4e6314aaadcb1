import { isUtf8 } from 'node:buffer'
import type { RawBody } from './body.ts'
import { BACKSLASH, CLOSE_ARRAY, CLOSE_OBJECT, COMMA, OPEN_ARRAY, OPEN_OBJECT, QUOTE } from './json/bytes.ts'
import { DEEPEST_NESTING } from './json/document.ts'
import { jsonInUtf8 } from './json/encoding.ts'
import { isJsonContentType } from './validation/content-type.ts'

export type JsonObject = Readonly<Record<string, unknown>>

export type JsonObjectOutcome =
  | { readonly kind: 'object'; readonly value: JsonObject }
  | { readonly kind: 'unreadable'; readonly reason: string }
  | { readonly kind: 'no_object' }

/** Reads a body that must be a JSON object. The last value of a repeated key counts. Never throws. */
export function readJsonObject(body: RawBody | undefined): JsonObjectOutcome {
  if (body === undefined || body.bytes.length === 0) return { kind: 'object', value: {} }
  if (!isJsonContentType(body.contentType)) return unreadable('The Content-Type is not JSON.')
  const text = isUtf8(body.bytes) && body.bytes[0] !== 0 ? withoutMark(body.bytes) : jsonInUtf8(body.bytes)
  if (text === undefined) return unreadable('The body is not Unicode text.')
  const excess = excessOf(text)
  if (excess !== undefined) return unreadable(excess)
  try {
    const value: unknown = JSON.parse(text.toString('utf8'))
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? { kind: 'object', value: value as JsonObject } : { kind: 'no_object' }
  } catch {
    return unreadable('The body is not JSON.')
  }
}

function unreadable(reason: string): JsonObjectOutcome {
  return { kind: 'unreadable', reason }
}

function withoutMark(bytes: Buffer): Buffer {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes
}

/**
 * More than any request needs. V8 would turn 4 MiB of small values into hundreds of megabytes of garbage, within a
 * quarter of a second.
 */
const mostValues = 20_000

/** Scans what is outside of strings. */
function excessOf(text: Buffer): string | undefined {
  let depth = 0
  let values = 0
  for (let at = 0; at < text.length; at += 1) {
    switch (text[at] ?? 0) {
      case QUOTE:
        // Most of a body is the text of a page, which is one string.
        do at = text.indexOf(QUOTE, at + 1)
        while (at !== -1 && isEscaped(text, at))
        if (at === -1) return undefined
        break
      case OPEN_OBJECT:
      case OPEN_ARRAY:
        depth += 1
        if (depth > DEEPEST_NESTING) return `The body is nested more than ${DEEPEST_NESTING} levels deep.`
        break
      case CLOSE_OBJECT:
      case CLOSE_ARRAY:
        depth -= 1
        break
      case COMMA:
        values += 1
        if (values > mostValues) return `The body has more than ${mostValues} values.`
        break
      default:
    }
  }
  return undefined
}

function isEscaped(text: Buffer, quote: number): boolean {
  let backslashes = 0
  while (text[quote - 1 - backslashes] === BACKSLASH) backslashes += 1
  return backslashes % 2 === 1
}
