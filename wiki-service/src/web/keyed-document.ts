import { randomInt } from 'node:crypto'
import type * as Zlib from 'node:zlib'
import { trimmed } from './compress.ts'
import { oneTimeKey } from './keys.ts'
import { etagOf } from './send.ts'

const keyLength = 36

/**
 * Stand in a text for the one-time keys of its answers. Nobody can guess them, so they are in no text of a user; their
 * characters are too rare for what is compressed after them to refer to a part of them.
 */
export const keyPlaces: readonly [string, string] = [madePlace(), madePlace()]

/** A document that is compressed once, although each answer has keys of its own. */
export interface KeyedDocument {
  /** Of the document whatever its keys. */
  readonly etag: string
  /** Approximate memory in bytes. */
  readonly size: number
  /** Gzipped. @param keys from oneTimeKey, one for each of keyPlaces */
  with(keys: readonly string[]): Buffer | Promise<Buffer>
}

/** @returns undefined in the unlikely case that the keys in the compressed text cannot be exchanged */
export async function keyedDocument(text: string): Promise<KeyedDocument | undefined> {
  // Loaded on first use: it takes half a megabyte.
  const zlib = await import('node:zlib')
  const document = new SplicedDocument(text, zlib)
  return isExact(document, text, zlib) ? document : undefined
}

function isExact(document: SplicedDocument, text: string, { gunzipSync }: typeof Zlib): boolean {
  const keys = keyPlaces.map(oneTimeKey)
  try {
    return gunzipSync(document.with(keys)).equals(Buffer.from(withKeys(text, keys)))
  } catch {
    // The checksum is wrong.
    return false
  }
}

export function withKeys(text: string, keys: readonly string[]): string {
  return keys.reduce((made, key, index) => made.replaceAll(keyPlaces[index] ?? '', key), text)
}

/** How a key's place affects the checksum: all that follows it, for each time that it occurs. */
interface KeyShift {
  readonly place: number
  readonly shift: number
}

/**
 * A key is not compressed where it occurs first. Where it occurs again, the compressed text refers to the first
 * occurrence, so it is the same key whatever it is; unless fewer than four bytes around the end of a key are the same.
 */
class SplicedDocument implements KeyedDocument {
  readonly etag: string
  readonly size: number
  /** Compressed text, and between two of them the index of a key. */
  readonly #pieces: readonly (Buffer | number)[]
  readonly #shifts: readonly KeyShift[]
  readonly #checksum: number
  readonly #length: number
  readonly #crc32: typeof Zlib.crc32

  constructor(text: string, zlib: typeof Zlib) {
    const bytes = Buffer.from(text)
    const { crc32 } = zlib
    this.etag = etagOf(text)
    this.#crc32 = crc32
    this.#checksum = crc32(bytes)
    this.#length = bytes.length
    this.#shifts = keyPlaces.map((place) => ({ place: crc32(place), shift: shiftOf(bytes, place, crc32) }))
    this.#pieces = piecesOf(bytes, zlib)
    this.size = this.#pieces.reduce<number>((sum, piece) => sum + (typeof piece === 'number' ? 0 : piece.length), 500)
  }

  with(keys: readonly string[]): Buffer {
    const parts: Buffer[] = [gzipHead]
    for (const piece of this.#pieces) {
      if (typeof piece === 'number') parts.push(storedKey, Buffer.from(keys[piece] ?? '', 'latin1'))
      else parts.push(piece)
    }
    let checksum = this.#checksum
    this.#shifts.forEach(({ place, shift }, index) => {
      checksum ^= product(this.#crc32(keys[index] ?? '') ^ place, shift)
    })
    const end = Buffer.alloc(8)
    end.writeInt32LE(checksum, 0)
    end.writeUInt32LE(this.#length, 4)
    return Buffer.concat([...parts, end])
  }
}

function piecesOf(bytes: Buffer, { deflateRawSync, constants }: typeof Zlib): (Buffer | number)[] {
  const keys = keyPlaces
    .map((place, index) => ({ index, at: bytes.indexOf(place) }))
    .filter(({ at }) => at !== -1)
    .toSorted((one, other) => one.at - other.at)
  const pieces: (Buffer | number)[] = []
  let done = 0
  const compress = (end: number, finishFlush: number): void => {
    const dictionary = bytes.subarray(0, done)
    pieces.push(trimmed(deflateRawSync(bytes.subarray(done, end), { level: 6, dictionary, finishFlush })))
  }
  for (const { index, at } of keys) {
    // Ends at a whole byte.
    compress(at, constants.Z_SYNC_FLUSH)
    pieces.push(index)
    done = at + keyLength
  }
  compress(bytes.length, constants.Z_FINISH)
  return pieces
}

/** RFC 1952, section 2.3: compressed on Unix; no name, no time. */
const gzipHead = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3])

/** RFC 1951, section 3.2.4: the head of a block that is not compressed. */
const storedKey = Buffer.from([0, keyLength, 0, ~keyLength & 0xff, 0xff])

/**
 * A CRC is linear: other bytes change it by the CRC of their difference, multiplied by x to the power of the number of
 * bits that follow. As all occurrences of a key change alike, their powers are added up.
 */
function shiftOf(bytes: Buffer, place: string, crc32: typeof Zlib.crc32): number {
  let [shift, power, end] = [0, one, bytes.length]
  for (let at = bytes.lastIndexOf(place); at !== -1; at = bytes.subarray(0, at).lastIndexOf(place)) {
    // The register begins with the polynomial 1, and each zero multiplies it.
    power = product(power, ~crc32(Buffer.alloc(end - at - keyLength), ~one >>> 0))
    shift ^= power
    end = at + keyLength
  }
  return shift
}

/** The polynomial 1: the highest bit is the lowest power. */
const one = 0x8000_0000

/** Of two polynomials modulo that of CRC-32 (zlib, crc32.c: multmodp). */
function product(first: number, second: number): number {
  let [sum, shifted] = [0, second]
  for (let bit = one; bit !== 0; bit >>>= 1) {
    if ((first & bit) !== 0) sum ^= shifted
    shifted = (shifted & 1) === 0 ? shifted >>> 1 : (shifted >>> 1) ^ 0xedb8_8320
  }
  return sum
}

/** Of control characters that no page has. */
function madePlace(): string {
  return Array.from({ length: keyLength }, () => String.fromCharCode(randomInt(14, 32))).join('')
}
