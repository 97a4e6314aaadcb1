import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readPlainRequest } from '../../src/http/plain/plain-request.ts'

test('a complete request with nothing unusual is read', () => {
  const { body, ...request } =
    read(
      'POST /posts HTTP/1.1\r\nHost: wiki.test\r\nUser-Agent: curl/8\r\nAccept: */*\r\nCONTENT-TYPE:\t application/json \r\nConnection: Keep-Alive\r\nContent-Length: 4\r\n\r\n{"é"',
    ) ?? {}
  assert.equal(body?.toString('latin1'), '{"é"')
  assert.deepEqual(request, {
    length: 155,
    method: 'POST',
    path: '/posts',
    query: '',
    headers: { host: 'wiki.test', accept: '*/*', 'content-type': 'application/json', 'content-length': '4' },
  })
  const list = read('GET /users?limit=2&after=1 HTTP/1.1\r\nHost: x\r\nX-Request-Id: a\r\n\r\n')
  assert.deepEqual([list?.path, list?.query, list?.headers['x-request-id']], ['/users', 'limit=2&after=1', 'a'])
  assert.equal(read('GET /search?q=two+words HTTP/1.1\r\nHost: x\r\n\r\n')?.query, 'q=two+words')
})

test('bytes after a request do not belong to it', () => {
  const get = 'GET /users HTTP/1.1\r\nHost: x\r\n\r\n'
  const post = 'POST /users HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}'
  for (const behind of ['', 'G', '\n', '\0', get, post]) {
    assert.equal(read(get + behind)?.length, get.length)
    const { length, body } = read(post + behind) ?? {}
    assert.deepEqual([length, body?.toString()], [post.length, '{}'])
  }
})

test('a host is a name or an address, with an optional port', () => {
  for (const host of ['', 'x', 'wiki.test:8080', '127.0.0.1', '[::1]:80', '[fe80::1%25eth0]', 'a_b-c~', '%41', 'x:'])
    assert.ok(read(`GET /users HTTP/1.1\r\nHost: ${host}\r\n\r\n`), host)
})

test('everything else is left to the HTTP server', () => {
  const get = 'GET /users HTTP/1.1\r\nHost: x\r\n\r\n'
  const post = 'POST /users HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}'
  for (const whole of [get, post]) assert.ok(read(whole))
  for (const unusual of [
    get.slice(0, -1),
    post.slice(0, -1),
    get.replace('GET', 'HEAD'),
    get.replace('1.1', '1.0'),
    get.replace('/users', '*'),
    get.replace('/users', 'http://x/users'),
    get.replace('/users', '/%75sers'),
    get.replace('/users', '/users#top'),
    get.replace('/users', '/users?limit=%31'),
    get.replace('/users', '/üsers'),
    get.replace(' HTTP', '  HTTP'),
    get.replace('Host: x\r\n', ''),
    get.replace('Host:', 'Host :'),
    get.replace('x\r\n', 'x\n'),
    get.replace('x\r\n', 'x\r\n y\r\n'),
    get.replace('x\r\n', 'x\0\r\n'),
    get.replace('x\r\n', 'x\r\nHost: y\r\n'),
    ...['a b', 'a/b', 'a@b', 'a"b', '[::1', '::1', 'a:b', '%zz'].map((host) => get.replace('x\r\n', `${host}\r\n`)),
    get.replace('x\r\n', 'x\r\nContent-Length: 0\r\n'),
    get.replace('x\r\n', `x\r\nX: ${'x'.repeat(9_000)}\r\n`),
    post.replace('Content-Length: 2\r\n', ''),
    post.replace('Content-Length: 2', 'Content-Length: +2'),
    post.replace('Content-Length: 2', 'Content-Length: 2, 2'),
    post.replace('Content-Length: 2', 'Content-Length: 2\r\nContent-Length: 2'),
    ...['Connection: close', 'Connection: upgrade', 'Expect: 100-continue', 'Transfer-Encoding: chunked'].map((line) =>
      post.replace('x\r\n', `x\r\n${line}\r\n`),
    ),
    ...['Upgrade: h2c', 'TE: trailers', 'Trailer: T', 'Keep-Alive: 1', 'Proxy-Connection: close'].map((line) =>
      get.replace('x\r\n', `x\r\n${line}\r\n`),
    ),
  ]) {
    assert.equal(read(unusual), undefined, JSON.stringify(unusual.slice(0, 100)))
  }
})

function read(text: string): ReturnType<typeof readPlainRequest> {
  return readPlainRequest(Buffer.from(text, 'latin1'))
}
