import type { Issue } from './issue.ts'

type Valid<T> = { readonly kind: 'valid'; readonly value: T }
type Invalid = { readonly kind: 'invalid'; readonly issues: readonly Issue[] }
/** Invalid UTF-8, or nested too deeply: 400 "There was an error parsing the body". */
type Undecodable = { readonly kind: 'undecodable' }

export type BodyOutcome<T> = Valid<T> | Invalid | Undecodable
export type ParameterOutcome<T> = Valid<T> | Invalid
