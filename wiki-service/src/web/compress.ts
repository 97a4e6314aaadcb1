import { promisify } from 'node:util'
import type * as Zlib from 'node:zlib'

/** Larger texts would delay other requests. */
export const smallText = 64 * 1024

/** 128 kB of memory. With the usual 256 kB, or in another thread, a small page would cost twice as much CPU. */
const small = { level: 1, windowBits: 14, memLevel: 7, chunkSize: 8 * 1024 }

let zlib: typeof Zlib | undefined

/** Compresses a page that is made for one answer. */
export async function compressed(text: string): Promise<Buffer> {
  // Loaded on first use: it takes half a megabyte.
  zlib ??= await import('node:zlib')
  return text.length > smallText ? promisify(zlib.gzip)(text, { level: 1 }) : zlib.gzipSync(text, small)
}

/** Of its own size, to be kept: zlib returns the beginning of a larger buffer. */
export function trimmed(compressed: Buffer): Buffer {
  const copy = Buffer.allocUnsafeSlow(compressed.length)
  compressed.copy(copy)
  return copy
}
