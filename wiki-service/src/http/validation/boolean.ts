import type { Fault } from './issue.ts'

/** A boolean, or why the text is not one. */
export type BooleanOutcome = boolean | Fault

/** Reads a text as pydantic's lax mode does. */
export function booleanFromText(text: string): BooleanOutcome {
  return words.get(text.toLowerCase()) ?? UNPARSABLE
}

const words: ReadonlyMap<string, boolean> = new Map([
  ...['1', 'on', 't', 'true', 'y', 'yes'].map((word) => [word, true] as const),
  ...['0', 'off', 'f', 'false', 'n', 'no'].map((word) => [word, false] as const),
])

const UNPARSABLE: Fault = {
  type: 'bool_parsing',
  msg: 'Input should be a valid boolean, unable to interpret input',
}
