import type { Fault } from './issue.ts'
import { trimmed } from './trim.ts'

/** An integer, clamped to ±Number.MAX_SAFE_INTEGER, or why the text is not one. */
export type IntegerOutcome = number | Fault

/**
 * Reads a text as pydantic's lax mode does: `1`, ` 1 `, `+1`, `01`, `1.0`, `1_0`, with any number of digits. Linear in
 * time.
 */
export function integerFromText(text: string): IntegerOutcome {
  const cleaned = withoutDecoration(trimmed(text, RUST_SPACE))
  if (cleaned === undefined) return UNPARSABLE
  const plain = withoutUnderscores(cleaned.replace(/^-/, ''))
  if (plain !== undefined && !/[^0-9]/.test(plain) && (plain === '0' || /^[1-9]/.test(plain))) {
    return clamped(cleaned.startsWith('-') ? -Number(plain) : Number(plain))
  }
  return cleaned.length > LONGEST_TEXT ? TOO_LARGE : UNPARSABLE
}

/** Reads the JSON text of a number as Python prints it: `1`, `1.0`, `1e+16`. */
export function integerFromNumber(text: string): IntegerOutcome {
  const value = Number(text)
  if (/^-?[0-9]+$/.test(text)) return clamped(value)
  if (value % 1 !== 0) return FRACTIONAL
  // Pydantic accepts only floats within 64 bits, the lower end excluded.
  return value > -(2 ** 63) && value < 2 ** 63 ? clamped(value) : TOO_LARGE
}

export interface Bounds {
  readonly minimum?: number | undefined
  readonly maximum?: number | undefined
}

export function bounded(value: number, { minimum, maximum }: Bounds): IntegerOutcome {
  if (minimum !== undefined && value < minimum) {
    return {
      type: 'greater_than_equal',
      msg: `Input should be greater than or equal to ${minimum}`,
      ctx: { ge: minimum },
    }
  }
  if (maximum !== undefined && value > maximum) {
    return { type: 'less_than_equal', msg: `Input should be less than or equal to ${maximum}`, ctx: { le: maximum } }
  }
  return value
}

export const NO_INTEGER: Fault = { type: 'int_type', msg: 'Input should be a valid integer' }

const UNPARSABLE: Fault = {
  type: 'int_parsing',
  msg: 'Input should be a valid integer, unable to parse string as an integer',
}
const TOO_LARGE: Fault = {
  type: 'int_parsing_size',
  msg: 'Unable to parse input string as an integer, exceeded maximum size',
}
const FRACTIONAL: Fault = {
  type: 'int_from_float',
  msg: 'Input should be a valid integer, got a number with a fractional part',
}

/** Pydantic refuses longer text; here that is reported only for text that is not an integer anyway. */
const LONGEST_TEXT = 4300

/** Unicode's White_Space, which Rust's `str::trim` removes; JavaScript's differs in U+0085 and U+FEFF. */
const RUST_SPACE =
  '\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000'

/**
 * Removes a plus, leading zeros and a fraction of zeros, in the order and with the oddities of pydantic-core's
 * `clean_int_str`.
 */
function withoutDecoration(text: string): string | undefined {
  const unsigned = text.startsWith('+') ? text.slice(1) : text
  const isNegative = unsigned.startsWith('-')
  if (isNegative && unsigned !== text) return undefined
  const digits = withoutLeadingZeros(isNegative ? unsigned.slice(1) : unsigned)
  return digits === undefined ? undefined : `${isNegative ? '-' : ''}${digits}`.replace(/\.0+$/, '')
}

/** Underscores may stand anywhere among leading zeros, and a minus may follow the zeros (`0-1` is -1). */
function withoutLeadingZeros(text: string): string | undefined {
  if (/^[1-9]/.test(text)) return text
  const zeros = /^0[0_]*/.exec(text)?.[0].length
  if (zeros === undefined) return undefined
  const rest = text.slice(zeros)
  if (rest === '') return text.slice(-1)
  if (rest.startsWith('.')) return text.slice(zeros - 1)
  return /^[1-9-]/.test(rest) ? rest : undefined
}

function withoutUnderscores(digits: string): string | undefined {
  // If the minus followed leading zeros, one underscore may stand in front.
  const inner = digits.startsWith('_') ? digits.slice(1) : digits
  return inner.startsWith('_') || inner.endsWith('_') || inner.includes('__') ? undefined : inner.replaceAll('_', '')
}

function clamped(value: number): number {
  return Math.min(Math.max(value, -Number.MAX_SAFE_INTEGER), Number.MAX_SAFE_INTEGER) + 0
}
