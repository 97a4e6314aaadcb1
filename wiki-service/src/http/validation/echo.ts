/**
 * The largest value, in bytes of JSON text, that an answer repeats in full. A client that has sent more knows its
 * value.
 */
const largestEcho = 256 * 1024

/** How many bytes of a larger value are shown, as a JSON string. */
const shownBytes = 1_000

/** The part of a value that an answer repeats. @param json the value's JSON text */
export function echoed(json: string | Buffer): string | Buffer {
  if (json.length <= largestEcho) return json
  const start = typeof json === 'string' ? Buffer.from(json.slice(0, shownBytes)) : json
  return beginning(start, typeof json === 'string' ? Buffer.byteLength(json) : json.length)
}

/** The same for text that is not JSON. @param text UTF-8 */
export function echoedText(text: Buffer): string | Buffer {
  return text.length <= largestEcho ? echoed(JSON.stringify(text.toString('utf8'))) : beginning(text, text.length)
}

function beginning(utf8: Buffer, bytes: number): string {
  // Decoded as a stream, which omits a character that is cut at the end.
  const shown = new TextDecoder('utf-8', { ignoreBOM: true }).decode(utf8.subarray(0, shownBytes), { stream: true })
  return JSON.stringify(`${shown}… (${bytes} bytes)`)
}
