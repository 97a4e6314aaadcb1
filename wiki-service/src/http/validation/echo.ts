/** Bytes of JSON text up to which an answer repeats a value. A client that has sent more knows what it was. */
const largestEcho = 256 * 1024

/** How many bytes of a larger value are shown, as a JSON string. */
const shownBytes = 1_000

/** What an answer repeats of a value. @param json the value's JSON text */
export function echoed(json: string | Buffer): string | Buffer {
  if (json.length <= largestEcho) return json
  const start = typeof json === 'string' ? Buffer.from(json.slice(0, shownBytes)) : json
  return beginning(start, typeof json === 'string' ? Buffer.byteLength(json) : json.length)
}

/** The same of a text that is no JSON. @param text UTF-8 */
export function echoedText(text: Buffer): string | Buffer {
  return text.length <= largestEcho ? echoed(JSON.stringify(text.toString('utf8'))) : beginning(text, text.length)
}

function beginning(utf8: Buffer, bytes: number): string {
  // As a stream: a character that is cut at the end is left out.
  const shown = new TextDecoder('utf-8', { ignoreBOM: true }).decode(utf8.subarray(0, shownBytes), { stream: true })
  return JSON.stringify(`${shown}… (${bytes} bytes)`)
}
