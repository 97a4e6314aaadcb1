import type { Static, TObject } from 'typebox'
import { type Field, fieldsOf } from './fields.ts'
import { booleanFromText, type BooleanOutcome } from './boolean.ts'
import { bounded, integerFromText, type IntegerOutcome } from './integer.ts'
import type { Issue } from './issue.ts'
import type { ParameterOutcome } from './outcome.ts'

/** Percent-decoded texts by name; the last value of a repeated name counts. */
export type ParameterTexts = Readonly<Record<string, string | readonly string[] | undefined>>

/** Never throws. Clamps integers to ±Number.MAX_SAFE_INTEGER: no row has such an id. */
export type ParameterReader<T> = (texts: ParameterTexts) => ParameterOutcome<T>

/** Compiles a reader of parameters from an object schema whose fields are integers, with `default`, `minimum` and `maximum`. */
export function parameterReader<const Schema extends TObject>(
  schema: Schema,
  place: 'path' | 'query',
): ParameterReader<Static<Schema>> {
  const fields = fieldsOf(schema)
  return (texts) => {
    const value: Record<string, string | number | boolean> = {}
    const issues: Issue[] = []
    for (const field of fields) {
      const given = texts[field.name]
      const text = typeof given === 'object' ? given.at(-1) : given
      const outcome = text === undefined ? field.default : parameterOutcome(text, field)
      if (typeof outcome === 'object') {
        issues.push({ ...outcome, loc: [place, field.name], input: JSON.stringify(text) })
      } else if (outcome !== undefined) {
        value[field.name] = outcome
      } else if (field.isRequired) {
        issues.push({ type: 'missing', loc: [place, field.name], msg: 'Field required', input: 'null' })
      }
    }
    // Safe: the loop has filled exactly the schema's fields.
    return issues.length === 0 ? { kind: 'valid', value: value as Static<Schema> } : { kind: 'invalid', issues }
  }
}

function parameterOutcome(text: string, field: Field): string | IntegerOutcome | BooleanOutcome {
  if (field.type === 'string') return text
  if (field.type === 'boolean') return booleanFromText(text)
  const integer = /^[1-9][0-9]{0,14}$/.test(text) ? Number(text) : integerFromText(text)
  return typeof integer === 'number' ? bounded(integer, field) : integer
}
