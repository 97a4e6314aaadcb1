import { atOnce, type Steps } from '../in-turns.ts'
import { CLOSE_ARRAY, CLOSE_OBJECT, COLON, COMMA, OPEN_ARRAY, OPEN_OBJECT, QUOTE } from './bytes.ts'
import { JsonPrinter } from './printer.ts'
import { JsonFault, JsonScanner } from './scanner.ts'

/**
 * The result of CPython's `json.loads`. `text` is the value as Python would print it; `notFinite` is the offset of the
 * first number in it that JSON cannot represent. Offsets count characters (code points).
 */
export type JsonDocument =
  | {
      readonly kind: 'object'
      readonly text: Buffer
      readonly members: JsonMembers
      readonly notFinite: number | undefined
    }
  | { readonly kind: 'other'; readonly text: Buffer; readonly notFinite: number | undefined }
  | { readonly kind: 'broken'; readonly message: string; readonly offset: number }
  | { readonly kind: 'too_deep' }

/** The last value of each key, printed. */
export type JsonMembers = ReadonlyMap<string, string>

/** The deepest nesting of objects and arrays that CPython's recursion limit leaves the original service. */
export const DEEPEST_NESTING = 967

/** Reads a whole UTF-8 text, slowly and exactly, without recursion. `members` holds only the wanted keys. */
export function readJson(source: Buffer, wanted: readonly string[] = []): JsonDocument {
  return atOnce(jsonSteps(source, wanted))
}

/** The same for large texts, interruptible. */
export function* jsonSteps(source: Buffer, wanted: readonly string[]): Steps<JsonDocument> {
  try {
    return yield* readDocument(new JsonScanner(source), new JsonPrinter(source.length, wanted))
  } catch (error) {
    if (error instanceof JsonFault) {
      return { kind: 'broken', message: error.message, offset: characterOffset(source, error.at) }
    }
    throw error
  }
}

/** Turns a printed value into JSON: numbers that are not finite become null. */
export function printable(text: string): string {
  // No other printed text holds U+0000.
  return text.replaceAll(/\0\d+\0/g, 'null')
}

/** This many small values take about a millisecond. */
const valuesToStep = 1_000

function* readDocument(scanner: JsonScanner, printer: JsonPrinter): Steps<JsonDocument> {
  for (let values = 1; ; values += 1) {
    if (values % valuesToStep === 0) yield
    const byte = scanner.next()
    if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
      if (printer.depth === DEEPEST_NESTING) return { kind: 'too_deep' }
      printer.open(byte === OPEN_OBJECT)
      scanner.at += 1
      if (scanner.next() !== closerOf(byte === OPEN_OBJECT)) {
        start(scanner, printer)
        continue
      }
      scanner.at += 1
      printer.close()
    } else {
      scanner.scalar(printer.writer)
    }
    if (endValues(scanner, printer)) return finished(scanner, printer)
  }
}

/** Starts the member or element at the cursor; leaves the cursor at its value. */
function start(scanner: JsonScanner, printer: JsonPrinter): void {
  if (printer.isInObject !== true) return printer.startElement()
  if (scanner.next() !== QUOTE) throw new JsonFault('Expecting property name enclosed in double quotes', scanner.at)
  printer.startMember(scanner.string())
  if (scanner.next() !== COLON) throw new JsonFault("Expecting ':' delimiter", scanner.at)
  scanner.at += 1
}

/** Ends the value before the cursor and all values that end with it. @returns whether that was the whole document */
function endValues(scanner: JsonScanner, printer: JsonPrinter): boolean {
  for (;;) {
    const { isInObject } = printer
    if (isInObject === undefined) return true
    printer.endValue()
    const byte = scanner.next()
    if (byte !== COMMA && byte !== closerOf(isInObject)) throw new JsonFault("Expecting ',' delimiter", scanner.at)
    scanner.at += 1
    if (byte === COMMA) {
      start(scanner, printer)
      return false
    }
    printer.close()
  }
}

function finished(scanner: JsonScanner, printer: JsonPrinter): JsonDocument {
  if (scanner.next() !== -1) throw new JsonFault('Extra data', scanner.at)
  const { text } = printer
  const mark = text.indexOf(0)
  const place = mark === -1 ? undefined : Number(text.toString('latin1', mark + 1, text.indexOf(0, mark + 1)))
  const notFinite = place === undefined ? undefined : characterOffset(scanner.source, place)
  return text[0] === OPEN_OBJECT
    ? { kind: 'object', text, members: printer.found, notFinite }
    : { kind: 'other', text, notFinite }
}

/** Python counts characters: every byte of UTF-8 except continuation bytes. */
function characterOffset(source: Buffer, end: number): number {
  let characters = 0
  for (let at = 0; at < end; at += 1) if (((source[at] ?? 0) & 0xc0) !== 0x80) characters += 1
  return characters
}

function closerOf(isObject: boolean): number {
  return isObject ? CLOSE_OBJECT : CLOSE_ARRAY
}
