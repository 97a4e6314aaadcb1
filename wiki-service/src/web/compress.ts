import { promisify } from 'node:util'
import type { Gzip, ZlibReset } from 'node:zlib'

// @types/node omits what all compressors have.
type Compressor = Gzip & ZlibReset

/** Larger texts would delay those behind them. */
const smallText = 64 * 1024

let compressor: Compressor | undefined
let last: Promise<unknown> = Promise.resolve()

/**
 * Compresses a page that is made for one answer. Small ones share a compressor, one after the other: creating one takes
 * a quarter of a megabyte and, with the garbage collection that causes, far longer than the compression.
 */
export async function compressed(text: string): Promise<Buffer> {
  if (text.length > smallText) {
    const { gzip } = await import('node:zlib')
    return promisify(gzip)(text, { level: 1 })
  }
  const turn = last.then(() => compressNext(text))
  last = turn.catch(() => (compressor = undefined))
  return turn
}

async function compressNext(text: string): Promise<Buffer> {
  compressor ??= await newCompressor()
  const gzip = compressor
  const parts: Buffer[] = []
  const collect = (part: Buffer): number => parts.push(part)
  gzip.on('data', collect)
  const { promise: written, resolve, reject } = Promise.withResolvers<void>()
  gzip.write(text, (error) => (error ? reject(error) : resolve()))
  await written
  gzip.off('data', collect)
  gzip.reset()
  return Buffer.concat(parts)
}

async function newCompressor(): Promise<Compressor> {
  // Loaded on first use: it takes half a megabyte.
  const { constants, createGzip } = await import('node:zlib')
  const gzip = createGzip({ level: 1, flush: constants.Z_FINISH }) as Compressor
  // The caller that waits for the text is told.
  gzip.on('error', () => {})
  return gzip
}
