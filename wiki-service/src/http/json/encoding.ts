import { isUtf8 } from 'node:buffer'

/**
 * Converts a JSON document to UTF-8 without a byte order mark. Like Python's `json.loads` it accepts UTF-8 with or
 * without a mark, and UTF-16 or UTF-32, recognized by their mark or by the zero bytes of the first characters.
 * Undefined if the bytes are invalid in that encoding.
 */
export function jsonInUtf8(raw: Buffer): Buffer | undefined {
  const { encoding, mark } = detectedEncoding(raw)
  const bytes = raw.subarray(mark)
  switch (encoding) {
    case 'utf8':
      return isUtf8(bytes) ? bytes : undefined
    case 'utf16le':
      return fromUtf16(bytes)
    case 'utf16be':
      return bytes.length % 2 === 0 ? fromUtf16(Buffer.from(bytes).swap16()) : undefined
    case 'utf32le':
      return fromUtf32(bytes, (at) => bytes.readUInt32LE(at))
    case 'utf32be':
      return fromUtf32(bytes, (at) => bytes.readUInt32BE(at))
    default:
      return encoding satisfies never
  }
}

type Encoding = 'utf8' | 'utf16le' | 'utf16be' | 'utf32le' | 'utf32be'

/** Source: `json.detect_encoding`, RFC 4627 section 3. `mark` is the length of the byte order mark. */
function detectedEncoding(raw: Buffer): { encoding: Encoding; mark: number } {
  for (const [encoding, mark] of MARKS) {
    if (raw.subarray(0, mark.length).equals(mark)) return { encoding, mark: mark.length }
  }
  return { encoding: unmarkedEncoding(raw), mark: 0 }
}

/** UTF-32 before UTF-16, whose mark is a prefix of the other. */
const MARKS: readonly (readonly [Encoding, Buffer])[] = [
  ['utf32be', Buffer.from([0, 0, 0xfe, 0xff])],
  ['utf32le', Buffer.from([0xff, 0xfe, 0, 0])],
  ['utf16be', Buffer.from([0xfe, 0xff])],
  ['utf16le', Buffer.from([0xff, 0xfe])],
  ['utf8', Buffer.from([0xef, 0xbb, 0xbf])],
]

function unmarkedEncoding(raw: Buffer): Encoding {
  if (raw.length >= 4) {
    if (raw[0] === 0) return raw[1] === 0 ? 'utf32be' : 'utf16be'
    if (raw[1] === 0) return raw[2] === 0 && raw[3] === 0 ? 'utf32le' : 'utf16le'
  } else if (raw.length === 2) {
    if (raw[0] === 0) return 'utf16be'
    if (raw[1] === 0) return 'utf16le'
  }
  return 'utf8'
}

function fromUtf16(bytes: Buffer): Buffer | undefined {
  const text = bytes.toString('utf16le')
  return bytes.length % 2 === 0 && text.isWellFormed() ? Buffer.from(text) : undefined
}

function fromUtf32(bytes: Buffer, read: (at: number) => number): Buffer | undefined {
  if (bytes.length % 4 !== 0) return undefined
  const utf16 = Buffer.allocUnsafe(bytes.length)
  let length = 0
  for (let at = 0; at < bytes.length; at += 4) {
    const point = read(at)
    if (point > 0x10ffff) return undefined
    length += utf16.write(String.fromCodePoint(point), length, 'utf16le')
  }
  return fromUtf16(utf16.subarray(0, length))
}
