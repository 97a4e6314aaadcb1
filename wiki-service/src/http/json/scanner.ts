import { pythonFloat } from './python-float.ts'

/** A text that is no JSON: CPython's words and the place it names, in UTF-16 units. */
export class JsonFault extends Error {
  readonly at: number

  constructor(message: string, at: number) {
    super(message)
    this.at = at
  }
}

/**
 * Reads the tokens of JSON as CPython's `_json.c` does, the same message at the same place for what is none.
 * Every value comes back as JSON text the way Python prints it, so it can be echoed without being understood.
 */
export class JsonScanner {
  readonly text: string
  at = 0

  constructor(text: string) {
    this.text = text
  }

  /** The UTF-16 unit at the cursor, behind white space; NaN at the end. */
  next(): number {
    for (;;) {
      const unit = this.text.charCodeAt(this.at)
      if (unit !== 0x20 && unit !== 0x0a && unit !== 0x0d && unit !== 0x09) return unit
      this.at += 1
    }
  }

  scalar(): string {
    const start = this.at
    if (this.text.charCodeAt(start) === QUOTE) {
      const value = this.string()
      // Every escape is longer than what it stands for.
      return this.at - start === value.length + 2 ? this.text.slice(start, this.at) : JSON.stringify(value)
    }
    const word = WORDS.find((candidate) => this.text.startsWith(candidate, start))
    if (word !== undefined) {
      this.at += word.length
      return /^[a-z]/.test(word) ? word : notFinite(start)
    }
    return this.#number()
  }

  /** The content of the string whose opening quote is at the cursor. */
  string(): string {
    const open = this.at
    let content = ''
    let from = open + 1
    for (let at = from; ; at += 1) {
      const unit = this.text.charCodeAt(at)
      if (unit === QUOTE) {
        this.at = at + 1
        return content + this.text.slice(from, at)
      }
      if (unit === BACKSLASH) {
        content += this.text.slice(from, at) + this.#escape(at, open)
        from = this.at
        at = from - 1
      } else if (unit < 0x20) {
        throw new JsonFault('Invalid control character at', at)
      } else if (Number.isNaN(unit)) {
        throw new JsonFault('Unterminated string starting at', open)
      }
    }
  }

  #escape(at: number, open: number): string {
    const letter = this.text[at + 1]
    if (letter === undefined) throw new JsonFault('Unterminated string starting at', open)
    if (letter !== 'u') {
      const meaning = ESCAPES.get(letter)
      if (meaning === undefined) throw new JsonFault('Invalid \\escape', at)
      this.at = at + 2
      return meaning
    }
    const digits = this.text.slice(at + 2, at + 6)
    // CPython wants one more character behind the digits, whatever it is.
    if (!/^[0-9a-fA-F]{4}$/.test(digits) || at + 6 >= this.text.length) {
      throw new JsonFault('Invalid \\uXXXX escape', at + 1)
    }
    this.at = at + 6
    return String.fromCharCode(Number.parseInt(digits, 16))
  }

  #number(): string {
    const start = this.at
    const first = this.text[start] === '-' ? start + 1 : start
    let end = this.text[first] === '0' ? first + 1 : this.#digits(first)
    if (end === first) throw new JsonFault('Expecting value', start)
    const integerEnd = end
    if (this.text[end] === '.') end = Math.max(end, this.#digits(end + 1, end))
    if (this.text[end] === 'e' || this.text[end] === 'E') {
      const sign = this.text[end + 1] === '+' || this.text[end + 1] === '-' ? 1 : 0
      end = this.#digits(end + 1 + sign, end)
    }
    this.at = end
    const source = this.text.slice(start, end)
    if (end === integerEnd) return source === '-0' ? '0' : source
    const value = Number(source)
    return Number.isFinite(value) ? pythonFloat(value) : notFinite(start)
  }

  /** Where the run of digits from `from` on ends; `none` if there is no digit. */
  #digits(from: number, none = from): number {
    let at = from
    for (;;) {
      const unit = this.text.charCodeAt(at)
      if (!(unit >= 0x30 && unit <= 0x39)) return at === from ? none : at
      at += 1
    }
  }
}

/**
 * NaN, an infinity or a number too large: Python reads them and JSON cannot print them. What is printed in their place is no
 * JSON and tells where they stood.
 */
function notFinite(at: number): string {
  return `\0${at}\0`
}

const QUOTE = 0x22
const BACKSLASH = 0x5c

const WORDS = ['true', 'false', 'null', 'NaN', 'Infinity', '-Infinity'] as const

const ESCAPES = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
])
