import { JsonFault, JsonScanner } from './scanner.ts'

/**
 * What CPython's `json.loads` makes of a text. `text` is the value as Python would print it again, without spaces;
 * `notFinite` is the offset of the first number in it that JSON cannot print.
 */
export type JsonDocument =
  | {
      readonly kind: 'object'
      readonly text: string
      readonly members: JsonMembers
      readonly notFinite: number | undefined
    }
  | { readonly kind: 'other'; readonly text: string; readonly notFinite: number | undefined }
  /** `offset` counts characters (code points). */
  | { readonly kind: 'broken'; readonly message: string; readonly offset: number }
  | { readonly kind: 'too_deep' }

/** Values by key, in Python's order: a repeated key keeps its first place and its last value. */
export type JsonMembers = ReadonlyMap<string, string>

/** How many objects and arrays may be open at once: what CPython's recursion limit leaves the original service. */
export const DEEPEST_NESTING = 967

/**
 * Reads a whole JSON text, slowly and exactly. It does not recurse, and holds the members of open objects only,
 * so that 4 MiB of brackets cost little more than their echo.
 */
export function readJson(text: string): JsonDocument {
  try {
    return readDocument(new JsonScanner(text))
  } catch (error) {
    if (error instanceof JsonFault) {
      return { kind: 'broken', message: error.message, offset: characterOffset(text, error.at) }
    }
    throw error
  }
}

/** Makes JSON of a printed value that may hold numbers that are not finite: null stands for them. */
export function printable(text: string): string {
  return text.replaceAll(new RegExp(NOT_FINITE, 'g'), 'null')
}

/** As the scanner prints them; no other printed text holds U+0000. */
const NOT_FINITE = /\0(\d+)\0/

function readDocument(scanner: JsonScanner): JsonDocument {
  const open: Frame[] = []
  for (;;) {
    const frame = openedFrame(scanner)
    if (frame !== undefined && open.length === DEEPEST_NESTING) return { kind: 'too_deep' }
    if (frame !== undefined && scanner.next() !== frame.closer) {
      open.push(frame)
      if (frame.members !== undefined) frame.key = readKey(scanner)
      continue
    }
    if (frame !== undefined) scanner.at += 1
    const value = frame === undefined ? scanner.scalar() : printed(frame)
    const root = closeFrames(scanner, open, { text: value, members: frame?.members })
    if (root !== undefined) return finished(scanner, root)
  }
}

/** `members` is undefined in an array, whose printed elements are gathered in `elements`. */
type Frame = {
  readonly closer: number
  readonly members: Map<string, string> | undefined
  key: string
  elements: string
}
type Value = { readonly text: string; readonly members: JsonMembers | undefined }

function openedFrame(scanner: JsonScanner): Frame | undefined {
  const opener = scanner.next()
  if (opener !== OPEN_OBJECT && opener !== OPEN_ARRAY) return undefined
  scanner.at += 1
  const isObject = opener === OPEN_OBJECT
  return {
    closer: isObject ? CLOSE_OBJECT : CLOSE_ARRAY,
    members: isObject ? new Map<string, string>() : undefined,
    key: '',
    elements: '',
  }
}

/** Reads `"key":` and leaves the cursor behind the colon. */
function readKey(scanner: JsonScanner): string {
  if (scanner.next() !== QUOTE) {
    throw new JsonFault('Expecting property name enclosed in double quotes', scanner.at)
  }
  const key = scanner.string()
  if (scanner.next() !== COLON) throw new JsonFault("Expecting ':' delimiter", scanner.at)
  scanner.at += 1
  return key
}

/** Puts a value where it belongs, and closes what ends behind it. Returns the outermost value once that is complete. */
function closeFrames(scanner: JsonScanner, open: Frame[], complete: Value): Value | undefined {
  let value = complete
  for (;;) {
    const frame = open.at(-1)
    if (frame === undefined) return value
    if (frame.members === undefined) frame.elements += frame.elements === '' ? value.text : `,${value.text}`
    else frame.members.set(frame.key, value.text)
    const unit = scanner.next()
    if (unit !== frame.closer && unit !== COMMA) throw new JsonFault("Expecting ',' delimiter", scanner.at)
    scanner.at += 1
    if (unit === COMMA) {
      if (frame.members !== undefined) frame.key = readKey(scanner)
      return undefined
    }
    open.pop()
    value = { text: printed(frame), members: frame.members }
  }
}

function printed(frame: Frame): string {
  if (frame.members === undefined) return `[${frame.elements}]`
  let text = ''
  for (const [key, value] of frame.members) {
    // FastAPI's encoder takes such keys for SQLAlchemy's own and leaves them out of every echo.
    if (!key.startsWith('_sa')) text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${value}`
  }
  return `{${text}}`
}

function finished(scanner: JsonScanner, { text, members }: Value): JsonDocument {
  if (!Number.isNaN(scanner.next())) throw new JsonFault('Extra data', scanner.at)
  const place = NOT_FINITE.exec(text)?.[1]
  const notFinite = place === undefined ? undefined : characterOffset(scanner.text, Number(place))
  return members === undefined ? { kind: 'other', text, notFinite } : { kind: 'object', text, members, notFinite }
}

/** Python counts code points where JavaScript counts UTF-16 units. */
function characterOffset(text: string, end: number): number {
  let pairs = 0
  for (let at = 0; at < end; at += 1) {
    if ((text.codePointAt(at) ?? 0) > 0xffff) {
      pairs += 1
      at += 1
    }
  }
  return end - pairs
}

const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d
const OPEN_ARRAY = 0x5b
const CLOSE_ARRAY = 0x5d
const QUOTE = 0x22
const COLON = 0x3a
const COMMA = 0x2c
