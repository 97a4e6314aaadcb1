import { isHost } from '../host.ts'

/** A complete request with nothing unusual in it. */
export interface PlainRequest {
  /** In bytes; the next request follows. */
  readonly length: number
  readonly method: string
  readonly path: string
  /** Without its question mark; empty if there is none. */
  readonly query: string
  readonly headers: PlainHeaders
  /** Undefined for a GET. */
  readonly body: Buffer | undefined
}

/** The headers that matter; the others only have to be well-formed. */
export interface PlainHeaders {
  host?: string
  'content-type'?: string
  'content-length'?: string
  'x-request-id'?: string
  'x-forwarded-for'?: string
  accept?: string
  'if-none-match'?: string
  'accept-encoding'?: string
  cookie?: string
  authorization?: string
}

/** Node accepts 16 KiB, and refuses larger heads with its own answer. */
const longestHead = 8 * 1024

// The part of RFC 9112, sections 3 and 5, that most clients send: no spaces around the target, no folded lines, only
// ASCII.
const headPattern =
  /^(GET|POST) (\/[\w./~-]*)(?:\?([\w=&+]*))? HTTP\/1\.1\r\n((?:[\w!#$%&'*+.^`|~-]+:[\t -~]*\r\n)+)\r\n/

/** @returns undefined for everything that needs a full HTTP parser */
export function readPlainRequest(bytes: Buffer): PlainRequest | undefined {
  const [head, method, path, query = '', lines] = headPattern.exec(bytes.toString('latin1', 0, longestHead)) ?? []
  if (head === undefined || method === undefined || path === undefined || lines === undefined) return undefined
  const headers = readHeaders(lines)
  if (headers?.host === undefined || !isHost(headers.host)) return undefined
  const length = headers['content-length']
  if (method === 'GET') {
    return length === undefined ? { length: head.length, method, path, query, headers, body: undefined } : undefined
  }
  if (length === undefined || !/^[0-9]{1,6}$/.test(length)) return undefined
  const end = head.length + Number(length)
  return bytes.length >= end
    ? { length: end, method, path, query, headers, body: bytes.subarray(head.length, end) }
    : undefined
}

/** Undefined if a header is repeated, or changes how the request is read or answered. */
function readHeaders(lines: string): PlainHeaders | undefined {
  const headers: PlainHeaders = {}
  for (let start = 0; start < lines.length;) {
    const end = lines.indexOf('\r\n', start)
    const colon = lines.indexOf(':', start)
    const name = lines.slice(start, colon).toLowerCase()
    switch (name) {
      case 'connection':
        if (!/^[\t ]*keep-alive[\t ]*$/i.test(lines.slice(colon + 1, end))) return undefined
        break
      case 'host':
      case 'content-type':
      case 'content-length':
      case 'x-request-id':
      case 'x-forwarded-for':
      case 'accept':
      case 'if-none-match':
      case 'accept-encoding':
      case 'cookie':
      case 'authorization':
        if (headers[name] !== undefined) return undefined
        headers[name] = lines.slice(colon + 1, end).trim()
        break
      case 'expect':
      case 'keep-alive':
      case 'proxy-connection':
      case 'te':
      case 'trailer':
      case 'transfer-encoding':
      case 'upgrade':
      case 'x-forwarded-prefix':
        return undefined
      default:
    }
    start = end + 2
  }
  return headers
}
