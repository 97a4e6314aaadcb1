import { BACKSLASH, QUOTE } from './bytes.ts'
import { pythonFloat } from './python-float.ts'
import type { Utf8Writer } from './writer.ts'

/** Invalid JSON: CPython's message, and the position in bytes. */
export class JsonFault extends Error {
  readonly at: number

  constructor(message: string, at: number) {
    super(message)
    this.at = at
  }
}

/**
 * Reads JSON tokens in UTF-8 as CPython's `_json.c` does, with the same message at the same position for invalid text.
 */
export class JsonScanner {
  readonly source: Buffer
  at = 0

  constructor(source: Buffer) {
    this.source = source
  }

  /** Skips white space. @returns the byte at the cursor; -1 at the end */
  next(): number {
    for (;;) {
      const byte = this.source[this.at] ?? -1
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return byte
      this.at += 1
    }
  }

  /** Prints the value at the cursor, which is neither object nor array, as Python does. */
  scalar(writer: Utf8Writer): void {
    const start = this.at
    const byte = this.source[start] ?? -1
    if (byte === QUOTE) {
      if (this.#skipString()) writer.text(JSON.stringify(this.#unescaped(start)))
      else writer.copy(this.source, start, this.at)
      return
    }
    const ahead = isDigit(byte) ? '' : this.source.toString('latin1', start, start + 9)
    const word = WORDS.find((candidate) => ahead.startsWith(candidate))
    if (word === undefined) {
      writer.text(this.#number())
    } else {
      this.at += word.length
      writer.text(/^[a-z]/.test(word) ? word : notFinite(start))
    }
  }

  /** The content of the string whose opening quote is at the cursor. */
  string(): string {
    const start = this.at
    return this.#skipString() ? this.#unescaped(start) : this.source.toString('utf8', start + 1, this.at - 1)
  }

  #unescaped(start: number): string {
    return String(JSON.parse(this.source.toString('utf8', start, this.at)))
  }

  /** Moves past the string at the cursor. @returns whether it contains escapes */
  #skipString(): boolean {
    const open = this.at
    let hasEscapes = false
    for (let at = open + 1; ; at += 1) {
      const byte = this.source[at] ?? -1
      if (byte === QUOTE) {
        this.at = at + 1
        return hasEscapes
      }
      if (byte === BACKSLASH) {
        hasEscapes = true
        at += this.#escapeLength(at, open) - 1
      } else if (byte < 0x20) {
        throw byte < 0
          ? new JsonFault('Unterminated string starting at', open)
          : new JsonFault('Invalid control character at', at)
      }
    }
  }

  #escapeLength(at: number, open: number): number {
    const letter = this.source[at + 1]
    if (letter === undefined) throw new JsonFault('Unterminated string starting at', open)
    if (letter !== LETTER_U) {
      if (!ESCAPES.includes(letter)) throw new JsonFault('Invalid \\escape', at)
      return 2
    }
    const digits = this.source.toString('latin1', at + 2, at + 6)
    // CPython requires one more character after the digits, whatever it is.
    if (!/^[0-9a-fA-F]{4}$/.test(digits) || at + 6 >= this.source.length) {
      throw new JsonFault('Invalid \\uXXXX escape', at + 1)
    }
    return 6
  }

  #number(): string {
    const start = this.at
    const first = this.source[start] === MINUS ? start + 1 : start
    let end = this.source[first] === ZERO ? first + 1 : this.#digits(first)
    if (end === first) throw new JsonFault('Expecting value', start)
    const integerEnd = end
    if (this.source[end] === POINT) end = this.#digits(end + 1, end)
    if (this.source[end] === SMALL_E || this.source[end] === LARGE_E) {
      const sign = this.source[end + 1] === PLUS || this.source[end + 1] === MINUS ? 1 : 0
      end = this.#digits(end + 1 + sign, end)
    }
    this.at = end
    const text = this.source.toString('latin1', start, end)
    if (end === integerEnd) return text === '-0' ? '0' : text
    const value = Number(text)
    return Number.isFinite(value) ? pythonFloat(value) : notFinite(start)
  }

  /** The end of the run of digits at `from`; `none` if there is no digit. */
  #digits(from: number, none = from): number {
    let at = from
    while (isDigit(this.source[at] ?? -1)) at += 1
    return at === from ? none : at
  }
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39
}

/**
 * NaN, an infinity or a number that is too large: Python reads them, but JSON cannot represent them. The placeholder is
 * invalid JSON and records their position.
 */
function notFinite(at: number): string {
  return `\0${at}\0`
}

const LETTER_U = 0x75
const ESCAPES = Buffer.from('"\\/bfnrt')
const MINUS = 0x2d
const PLUS = 0x2b
const POINT = 0x2e
const ZERO = 0x30
const SMALL_E = 0x65
const LARGE_E = 0x45

const WORDS = ['true', 'false', 'null', 'NaN', 'Infinity', '-Infinity'] as const
