import type { Answer } from '../http/answer.ts'
import { type JsonObject, readJsonObject } from '../http/json-object.ts'
import type { ProblemRequest } from '../http/problem-routes.ts'
import { invalid, Problem, problem } from '../http/problems.ts'
import { integerFromText } from '../http/validation/integer.ts'
import { largestId } from '../database/row-reader.ts'
import { FieldReader } from './fields.ts'
import { NotAllowed } from '../http/access/refusals.ts'
import { mayWriteAs } from '../identity/policy.ts'
import { readIfMatch, type Precondition } from './precondition.ts'
import { clientsKey, ownKey, type RequestKey } from './request-key.ts'
import { pageLimits } from './schema.ts'
import type { Author } from './writer.ts'

/** What every write receives. */
export interface WriteInput<Fields> {
  readonly fields: Fields
  readonly author: Author
  readonly ifMatch: Precondition | undefined
}

/**
 * Reads the body and headers of a write.
 * @param read reads its fields from the body; all faults that it records are answered together
 * @throws Problem
 */
export function readWrite<Fields>(request: ProblemRequest, read: (fields: FieldReader) => Fields): WriteInput<Fields> {
  const reader = new FieldReader(readBody(request))
  const userId = authorIn(reader, request)
  const summary = reader.summary()
  const fields = read(reader)
  if (reader.faults.length > 0) throw new Problem(invalid(reader.faults))
  if (!mayWriteAs(request.caller.identity, userId)) throw new NotAllowed()
  const ifMatch = readPrecondition(request)
  return { fields, author: { user_id: userId, summary, request: readRequestKey(request, userId) }, ifMatch }
}

/** The author: in open mode the body names it; otherwise it is the caller, unless the body names another. */
function authorIn(reader: FieldReader, { caller: { identity } }: ProblemRequest): number {
  const given = reader.id('user_id')
  return (identity?.kind === 'account' ? (given ?? identity.userId) : reader.require('user_id', given)) ?? 0
}

/** Reads the body of a request that stores nothing. @throws Problem */
export function readFields<Fields>(request: ProblemRequest, read: (fields: FieldReader) => Fields): Fields {
  const reader = new FieldReader(readBody(request))
  const fields = read(reader)
  if (reader.faults.length > 0) throw new Problem(invalid(reader.faults))
  return fields
}

/**
 * An id in the path; 0 if no row can have it.
 * @throws Problem if it is not an integer
 */
export function readId({ params }: ProblemRequest, name = 'id'): number {
  const id = integerFromText(params[name] ?? '')
  if (typeof id !== 'number') throw new Problem(invalid([{ member: name, detail: 'This is not an integer.' }]))
  return id < 1 || id > largestId ? 0 : id
}

/** Content over the limit has its own status. */
export function tooLarge(member: string): Answer {
  const { content } = pageLimits
  return problem('too-large', `${member}: A page has at most ${content} bytes of content.`, { member, limit: content })
}

function readBody({ body, caller }: ProblemRequest): JsonObject {
  // Only in open mode does every change have to name its author.
  if (body === undefined && caller.identity !== undefined) return {}
  const outcome = readJsonObject(body)
  switch (outcome.kind) {
    case 'object':
      return outcome.value
    case 'unreadable':
      throw new Problem(problem('malformed-body', outcome.reason))
    case 'no_object':
      throw new Problem(invalid([{ member: 'body', detail: 'The body is not a JSON object.' }]))
    default:
      return outcome satisfies never
  }
}

function readPrecondition({ headers }: ProblemRequest): Precondition | undefined {
  const header = headers['if-match']
  if (typeof header !== 'string') return undefined
  const value = readIfMatch(header)
  if (value !== undefined) return value
  throw new Problem(problem('malformed-header', 'If-Match is not a list of entity tags.', { header: 'If-Match' }))
}

function readRequestKey({ method, url, headers, body }: ProblemRequest, userId: number): RequestKey {
  const header = headers['idempotency-key']
  if (header === undefined) return ownKey()
  if (typeof header !== 'string' || !/^[!-~]{1,255}$/.test(header)) {
    const detail = 'Idempotency-Key must have 1 to 255 visible ASCII characters.'
    throw new Problem(problem('malformed-header', detail, { header: 'Idempotency-Key', limit: 255 }))
  }
  const conditions = [headers['if-match'], headers['if-none-match']].map((value) => String(value ?? ''))
  return clientsKey(header, [String(userId), method, url], [body?.bytes ?? '', ...conditions])
}
