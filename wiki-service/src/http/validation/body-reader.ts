import { isUtf8 } from 'node:buffer'
import type { Static, TObject } from 'typebox'
import { COLON, OPEN_ARRAY, OPEN_OBJECT } from '../json/bytes.ts'
import { DEEPEST_NESTING } from '../json/document.ts'
import { atOnce, type Steps } from '../in-turns.ts'
import { bodyExplainer } from './body-explainer.ts'
import { isJsonContentType } from './content-type.ts'
import { type Field, fieldsOf } from './fields.ts'
import type { BodyOutcome } from './outcome.ts'
import { isStorableText } from './text.ts'

/** Takes the bytes of a body and its Content-Type header; either may be absent. Never throws. */
export type BodyReader<T> = (raw: Buffer | undefined, contentType: string | undefined) => BodyOutcome<T>

/**
 * Compiles a reader of JSON bodies from an object schema with fields of strings and integers. A plainly valid body
 * costs one `JSON.parse`; anything else is read again exactly as FastAPI and pydantic read it. The body may contain
 * more keys than the schema.
 */
export function bodyReader<const Schema extends TObject>(schema: Schema): BodyReader<Static<Schema>> {
  const fields = fieldsOf(schema)
  const explain = bodyExplainer(fields)
  // Safe: either reader fills exactly the schema's fields.
  return (raw, contentType) =>
    (plainlyValid(raw, contentType, fields) ?? atOnce(explain(raw, contentType))) as BodyOutcome<Static<Schema>>
}

/** The same for bodies of megabytes, interruptible. */
export function bodySteps<const Schema extends TObject>(
  schema: Schema,
): (...body: Parameters<BodyReader<unknown>>) => Steps<BodyOutcome<Static<Schema>>> {
  const fields = fieldsOf(schema)
  const explain = bodyExplainer(fields)
  return function* (raw, contentType) {
    return (plainlyValid(raw, contentType, fields) ?? (yield* explain(raw, contentType))) as BodyOutcome<Static<Schema>>
  }
}

/** Larger bodies are read in turns. */
export const largeBodyBytes = 64 * 1024

function plainlyValid(
  raw: Buffer | undefined,
  contentType: string | undefined,
  fields: readonly Field[],
): BodyOutcome<unknown> | undefined {
  if (raw === undefined || !isJsonContentType(contentType) || !isUtf8(raw) || !isCheapToParse(raw)) return undefined
  const value = parsed(raw)
  return isPlainlyValid(value, fields) && !mayBeTooDeep(raw, value, fields) ? { kind: 'valid', value } : undefined
}

/**
 * V8 makes hundreds of megabytes of garbage of 4 MiB of brackets, and takes a quarter of a second for as many keys.
 * The slow reader avoids both.
 */
function isCheapToParse(raw: Buffer): boolean {
  return raw.length <= largeBodyBytes || (!hasManyBrackets(raw) && !hasMore(raw, [COLON], mostColons))
}

/** Upper bound of keys: each may be followed by one. */
const mostColons = 50_000

function parsed(raw: Buffer): unknown {
  try {
    return JSON.parse(raw.toString('utf8'))
  } catch {
    return undefined
  }
}

function isPlainlyValid(value: unknown, fields: readonly Field[]): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const record = value as Record<string, unknown>
  return fields.every(({ name, type }) => {
    const member = record[name]
    return type === 'string' ? typeof member === 'string' && isStorableText(member) : Number.isSafeInteger(member)
  })
}

/** Whether the nesting may be too deep anywhere, even in a value that a repeated key overwrites. Counts brackets. */
function mayBeTooDeep(raw: Buffer, value: Record<string, unknown>, fields: readonly Field[]): boolean {
  if (raw.length <= DEEPEST_NESTING) return false
  let room = raw.length
  for (const { name } of fields) {
    const member = value[name]
    if (typeof member === 'string') room -= Buffer.byteLength(member)
  }
  return room > DEEPEST_NESTING && hasManyBrackets(raw)
}

function hasManyBrackets(raw: Buffer): boolean {
  return hasMore(raw, [OPEN_ARRAY, OPEN_OBJECT], DEEPEST_NESTING)
}

/** Whether these bytes occur more often than that in total. */
function hasMore(raw: Buffer, bytes: readonly number[], times: number): boolean {
  let found = 0
  for (const byte of bytes)
    for (let at = raw.indexOf(byte); at !== -1 && found <= times; at = raw.indexOf(byte, at + 1)) found += 1
  return found > times
}
