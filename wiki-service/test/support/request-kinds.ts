/** A kind of request with its expected outcome. */
export interface RequestKind {
  readonly name: string
  /** @param body of a request that stores something; latin1 text, here and below */
  readonly text: (body: string) => string
  readonly status: number
  /** Whether it stores its body. */
  readonly stores: boolean
  readonly isHead: boolean
  /** The server answers nothing after it on this connection. */
  readonly isLast: boolean
}

const host = 'Host: x\r\n'

function kind(
  name: string,
  text: RequestKind['text'],
  status: number,
  { stores = false, isHead = false, isLast = false } = {},
): RequestKind {
  return { name, text, status, stores, isHead, isLast }
}

const stored = { stores: true }
const closing = { isLast: true }
const sized = (text: string): string => `Content-Length: ${text.length}\r\n\r\n${text}`
const chunked = (text: string): string => {
  const half = text.length >> 1
  const chunk = (part: string): string => `${part.length.toString(16)}\r\n${part}\r\n`
  return `Transfer-Encoding: chunked\r\n\r\n${chunk(text.slice(0, half))}${chunk(text.slice(half))}0\r\n\r\n`
}

/** All of them expect user 1 to exist. */
export const requestKinds: readonly RequestKind[] = [
  kind('plain GET', () => `GET /users/1 HTTP/1.1\r\n${host}\r\n`, 200),
  kind('list', () => `GET /users?limit=1 HTTP/1.1\r\n${host}\r\n`, 200),
  kind('escaped GET', () => `GET /users/%31 HTTP/1.1\r\n${host}\r\n`, 200),
  kind('probe', () => `GET /health/live HTTP/1.1\r\n${host}\r\n`, 200),
  kind('HEAD', () => `HEAD /users/1 HTTP/1.1\r\n${host}\r\n`, 200, { isHead: true }),
  kind('OPTIONS', () => `OPTIONS /users HTTP/1.1\r\n${host}\r\n`, 405),
  kind('invalid id', () => `GET /users/x HTTP/1.1\r\n${host}\r\n`, 422),
  kind('absolute form', () => `GET http://x/users/1 HTTP/1.1\r\n${host}\r\n`, 200),
  kind('GET with a body', () => `GET /users/1 HTTP/1.1\r\n${host}${sized('\r\n\r\n')}`, 200),
  kind('POST', (body) => `POST /users HTTP/1.1\r\n${host}${sized(body)}`, 200, stored),
  kind('chunked POST', (body) => `POST /users HTTP/1.1\r\n${host}${chunked(body)}`, 200, stored),
  kind(
    'chunked POST with a trailer',
    (body) => `POST /users HTTP/1.1\r\n${host}${chunked(body).replace(/\r\n$/, 'T: 1\r\n\r\n')}`,
    200,
    stored,
  ),
  kind(
    'expecting POST',
    (body) => `POST /users HTTP/1.1\r\n${host}Expect: 100-continue\r\n${sized(body)}`,
    200,
    stored,
  ),
  kind(
    'upgrading POST',
    (body) => `POST /users HTTP/1.1\r\n${host}Connection: upgrade\r\nUpgrade: h2c\r\n${sized(body)}`,
    200,
    stored,
  ),
  kind('body of empty lines', () => `POST /users HTTP/1.1\r\n${host}${sized('\r\n\r\n{}\r\n\r\n')}`, 422),
  kind('chunks of empty lines', () => `POST /users HTTP/1.1\r\n${host}${chunked('\r\n\r\n0\r\n\r\n')}`, 422),
  kind('POST to nowhere', () => `POST /nowhere HTTP/1.1\r\n${host}${sized('{"name":"nobody"}')}`, 404),
  kind('Upgrade', () => `GET /users/1 HTTP/1.1\r\n${host}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n`, 200),
  kind('two hosts', () => `GET /users/1 HTTP/1.1\r\n${host}${host}\r\n`, 400),
  kind('invalid host', () => `GET /users/1 HTTP/1.1\r\nHost: x y\r\n\r\n`, 400),
  kind('no host', () => `GET /users/1 HTTP/1.1\r\nX: y\r\n\r\n`, 400),
  kind('closing GET', () => `GET /users/1 HTTP/1.1\r\n${host}Connection: close\r\n\r\n`, 200, closing),
  kind('HTTP/1.0', () => `GET /users/1 HTTP/1.0\r\n\r\n`, 200, closing),
  kind('CONNECT', () => `CONNECT x:1 HTTP/1.1\r\n${host}\r\n`, 400, closing),
  kind('garbage', () => '\0\x7f garbage\r\n\r\n', 400, closing),
  kind('folded line', () => `GET /users/1 HTTP/1.1\r\n${host}X: y\r\n folded\r\n\r\n`, 400, closing),
  kind('bare LF', () => `GET /users/1 HTTP/1.1\nHost: x\n\n`, 400, closing),
  kind(
    'two lengths',
    (body) => `POST /users HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n${sized(body)}`,
    400,
    closing,
  ),
  kind('broken chunk', () => `POST /users HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n2\r\n{}x`, 400, closing),
]

/** Like the others, but too long to be cut at every byte. */
export const hugeHead = kind(
  'huge head',
  () => `GET /users/1 HTTP/1.1\r\n${host}X: ${'x'.repeat(17_000)}\r\n\r\n`,
  431,
  closing,
)
