import { isUtf8 } from 'node:buffer'
import { type JsonDocument, type JsonMembers, jsonSteps, printable } from '../json/document.ts'
import { jsonInUtf8 } from '../json/encoding.ts'
import type { Steps } from '../in-turns.ts'
import { isJsonContentType } from './content-type.ts'
import { echoedText } from './echo.ts'
import type { Field } from './fields.ts'
import { bounded, integerFromNumber, integerFromText, type IntegerOutcome, NO_INTEGER } from './integer.ts'
import type { Fault, Issue } from './issue.ts'
import type { BodyOutcome } from './outcome.ts'
import { isStorableText } from './text.ts'

type Values = Record<string, string | number | boolean>
type Explainer = (raw: Buffer | undefined, contentType: string | undefined) => Steps<BodyOutcome<Values>>

/** The slow, exact way to read a body: accepts every valid spelling, and lists FastAPI's issues for everything else. */
export function bodyExplainer(fields: readonly Field[]): Explainer {
  const names = fields.map(({ name }) => name)
  return function* (raw, contentType) {
    if (raw === undefined || raw.length === 0) return missingBody
    if (!isJsonContentType(contentType)) {
      return isUtf8(raw) ? noObject(echoedText(raw)) : { kind: 'undecodable' }
    }
    const text = jsonInUtf8(raw)
    return text === undefined ? { kind: 'undecodable' } : documentOutcome(yield* jsonSteps(text, names), fields)
  }
}

function documentOutcome(document: JsonDocument, fields: readonly Field[]): BodyOutcome<Values> {
  switch (document.kind) {
    case 'too_deep':
      return { kind: 'undecodable' }
    case 'broken':
      return brokenJson(document.message, document.offset)
    case 'other':
      if (document.notFinite !== undefined) return brokenJson('Expecting value', document.notFinite)
      return document.text.equals(nullText) ? missingBody : noObject(document.text)
    case 'object': {
      const outcome = membersOutcome(document.members, document.text, fields)
      // JSON cannot echo such a number, so it is reported as a syntax error.
      const isEchoed = outcome.kind === 'invalid' && outcome.issues.some(({ type }) => type === 'missing')
      return isEchoed && document.notFinite !== undefined ? brokenJson('Expecting value', document.notFinite) : outcome
    }
    default:
      return document satisfies never
  }
}

function membersOutcome(members: JsonMembers, whole: Buffer, fields: readonly Field[]): BodyOutcome<Values> {
  const value: Values = {}
  const issues: Issue[] = []
  for (const field of fields) {
    const loc = ['body', field.name]
    const member = members.get(field.name)
    if (member === undefined) {
      if (field.isRequired) issues.push({ type: 'missing', loc, msg: 'Field required', input: whole })
      else if (field.default !== undefined) value[field.name] = field.default
      continue
    }
    const outcome = memberOutcome(member, field)
    if (typeof outcome === 'object') issues.push({ ...outcome, loc, input: printable(member) })
    else value[field.name] = outcome
  }
  // Text that PostgreSQL cannot store is valid to pydantic: the original fails on it only if nothing else is wrong.
  const told = issues.filter(({ type }) => type !== NO_STORABLE_TEXT.type)
  return issues.length === 0 ? { kind: 'valid', value } : { kind: 'invalid', issues: told.length === 0 ? issues : told }
}

/** Reads the JSON text of one member. */
function memberOutcome(member: string, field: Field): string | number | Fault {
  if (field.type === 'string') return textFromJson(member)
  const integer = integerFromJson(member)
  return typeof integer === 'number' ? bounded(integer, field) : integer
}

function textFromJson(member: string): string | Fault {
  if (!member.startsWith('"')) return { type: 'string_type', msg: 'Input should be a valid string' }
  const text = String(JSON.parse(member))
  return isStorableText(text) ? text : NO_STORABLE_TEXT
}

function integerFromJson(member: string): IntegerOutcome {
  if (/^[-0-9]/.test(member)) return integerFromNumber(member)
  if (member === 'true' || member === 'false') return Number(member === 'true')
  if (!member.startsWith('"')) return NO_INTEGER
  const text = String(JSON.parse(member))
  return text.isWellFormed() ? integerFromText(text) : NO_STORABLE_TEXT
}

const NO_STORABLE_TEXT: Fault = {
  type: 'string_unicode',
  msg: 'Input should be a valid unicode string without U+0000',
}

const nullText = Buffer.from('null')

const missingBody: BodyOutcome<never> = {
  kind: 'invalid',
  issues: [{ type: 'missing', loc: ['body'], msg: 'Field required', input: 'null' }],
}

function noObject(input: string | Buffer): BodyOutcome<never> {
  const msg = 'Input should be a valid dictionary or object to extract fields from'
  return { kind: 'invalid', issues: [{ type: 'model_attributes_type', loc: ['body'], msg, input }] }
}

function brokenJson(error: string, offset: number): BodyOutcome<never> {
  const issue = { type: 'json_invalid', loc: ['body', offset], msg: 'JSON decode error', input: '{}', ctx: { error } }
  return { kind: 'invalid', issues: [issue] }
}
