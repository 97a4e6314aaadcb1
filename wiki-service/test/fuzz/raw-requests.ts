import { fc } from '../support/fast-check.ts'

/** Complete requests, and what may happen to them on the way; latin1 text, one character per byte. */
export function rawRequests(): fc.Arbitrary<string> {
  return fc
    .tuple(
      fc.constantFrom(...wholeRequests()),
      fc.array(mutation(), { maxLength: 4 }),
      fc.constantFrom(...wholeRequests(), ''),
    )
    .map(([first, mutations, second]) => mutations.reduce((text, mutate) => mutate(text), first) + second)
}

function wholeRequests(): readonly string[] {
  const body = '{"name":"Ada","user_id":1,"content":"Hello"}'
  const sized = (text: string): string => `Content-Length: ${text.length}\r\n\r\n${text}`
  const chunked =
    'Transfer-Encoding: chunked\r\n\r\n10\r\n{"name":"Ada","u\r\n1c;a=b\r\nser_id":1,"content":"Hello"}\r\n0\r\nT: 1\r\n\r\n'
  const head = 'Host: wiki.test\r\nX-Request-Id: fuzz\r\n'
  return [
    `GET /users?limit=2&after=0 HTTP/1.1\r\n${head}\r\n`,
    `GET /users/1 HTTP/1.1\r\n${head}Accept: */*\r\n\r\n`,
    `GET /posts/%31 HTTP/1.1\r\n${head}\r\n`,
    `GET / HTTP/1.1\r\n${head}Accept: text/html\r\n\r\n`,
    `GET http://wiki.test/posts HTTP/1.1\r\n${head}\r\n`,
    `POST /users HTTP/1.1\r\n${head}Content-Type: application/json\r\n${sized(body)}`,
    `POST /users HTTP/1.1\r\n${head}${chunked}`,
    `POST /posts HTTP/1.1\r\n${head}Expect: 100-continue\r\n${sized(body)}`,
    `POST /posts/ HTTP/1.1\r\n${head}Content-Type: text/plain\r\n${chunked}`,
    `POST /users HTTP/1.1\r\n${head}${sized('['.repeat(5_000))}`,
    `PUT /users HTTP/1.1\r\n${head}${sized(body)}`,
  ]
}

function mutation(): fc.Arbitrary<(text: string) => string> {
  const place = fc.double({ min: 0, max: 1, noNaN: true })
  const at = (text: string, share: number): number => Math.floor(share * text.length)
  const noise = fc.oneof(
    fc.constantFrom(...oddPieces),
    fc.string({ unit: fc.nat(255).map((code) => String.fromCharCode(code)) }),
  )
  return fc.oneof(
    fc.tuple(place, noise).map(
      ([share, piece]) =>
        (text: string) =>
          text.slice(0, at(text, share)) + piece + text.slice(at(text, share)),
    ),
    fc.tuple(place, noise).map(
      ([share, piece]) =>
        (text: string) =>
          text.slice(0, at(text, share)) + piece + text.slice(at(text, share) + piece.length),
    ),
    fc.tuple(place, place).map(
      ([one, other]) =>
        (text: string) =>
          text.slice(0, at(text, Math.min(one, other))) + text.slice(at(text, Math.max(one, other))),
    ),
    fc.tuple(place, place).map(
      ([one, other]) =>
        (text: string) =>
          text.slice(0, at(text, Math.max(one, other))) + text.slice(at(text, Math.min(one, other))),
    ),
    place.map((share) => (text: string) => text.slice(0, at(text, share))),
    fc.constantFrom(...oddMethods).map((method) => (text: string) => text.replace(/^[A-Z]+/, method)),
    fc.constantFrom(...oddTargets).map((target) => (text: string) => text.replace(/ \S+ HTTP/, ` ${target} HTTP`)),
    fc.constantFrom(...oddHeaders).map((header) => (text: string) => text.replace('\r\n', `\r\n${header}\r\n`)),
    fc
      .constantFrom('HTTP/1.0', 'HTTP/2.0', 'HTTP/0.9', 'HTTP/1.1 ', 'http/1.1', 'HTTP/11', '')
      .map((version) => (text: string) => text.replace('HTTP/1.1', version)),
    fc.constantFrom('\n', '\r', '\r\n ', '').map((end) => (text: string) => text.replace('\r\n', end)),
  )
}

const oddPieces = [
  '\r\n',
  '\r\n\r\n',
  '\0',
  '\xff',
  '%',
  '%zz',
  ' ',
  ':',
  '-1',
  'ffffffffffffffffff',
  '0\r\n\r\n',
  'é',
  '\t',
]

const oddMethods = [
  'CONNECT',
  'TRACE',
  'OPTIONS',
  'PATCH',
  'DELETE',
  'QUERY',
  'PROPFIND',
  'PRI',
  'get',
  'G ET',
  '',
  'M'.repeat(99),
]

const oddTargets = [
  '*',
  '//',
  '/%',
  '/users/%2F',
  '/users/%zz',
  '/users/%00',
  '/users#',
  '/users?limit=%',
  '/../users',
  'users',
  '\\users',
  'http://',
  'http://wiki.test',
  'ftp://x/users',
  'wiki.test:80',
  '?',
  `/${'a'.repeat(20_000)}`,
  `/users?${'a&'.repeat(5_000)}`,
]

const oddHeaders = [
  'Content-Length: 5',
  'Content-Length: -1',
  'Content-Length: 99999999999999999999',
  'Content-Length: 5, 5',
  'Content-Length:',
  'Transfer-Encoding: chunked',
  'Transfer-Encoding: gzip',
  'Transfer-Encoding: chunked, identity',
  'Transfer-Encoding : chunked',
  'Host: two',
  'Host:',
  'Expect: nothing',
  'Expect: 100-continue',
  'Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings',
  'Connection: close',
  'Connection: keep-alive',
  'Accept-Encoding: gzip',
  ' folded',
  'no colon',
  ': no name',
  'X: \0',
  'X: \x7f\xff',
  `X: ${'x'.repeat(17_000)}`,
  'X: y\r\n'.repeat(1_500).trim(),
  'Content-Type: \xff',
  'X-Request-Id: a\tb',
  'If-None-Match: *',
]
