import type { HttpRequest } from './exchange.ts'
import { jsonText } from './json-texts.ts'
import type { Random } from './random.ts'
import { idText, query, tail } from './targets.ts'

/** A request that a careless, curious or hostile client might send. */
export function randomRequest(random: Random): HttpRequest {
  const kind = random.below(100)
  if (kind < 50) return creation(random)
  if (kind < 68)
    return plain(
      random.chance(10) ? 'HEAD' : 'GET',
      `/${random.of(['user', 'users', 'posts'])}/${idText(random)}${tail(random)}`,
    )
  if (kind < 84)
    return plain(
      random.chance(10) ? 'HEAD' : 'GET',
      `${random.of(['/users', '/posts'])}${tail(random)}${query(random)}`,
    )
  return stray(random)
}

function plain(method: string, target: string): HttpRequest {
  return { method, target, headers: [], body: undefined, isChunked: false }
}

function creation(random: Random): HttpRequest {
  const route = random.of(['users', 'posts'] as const)
  const text = jsonText(random, route)
  const headers = random.chance(70) ? [['Content-Type', 'application/json'] as const] : contentType(random)
  return {
    method: 'POST',
    target: `/${route}${tail(random)}`,
    headers,
    body: encoded(random, text),
    isChunked: random.chance(15),
  }
}

function encoded(random: Random, text: string): Buffer | undefined {
  const kind = random.below(40)
  if (kind === 0) return undefined
  if (kind === 1) return Buffer.alloc(0)
  if (kind === 2) return Buffer.from(`\uFEFF${text}`)
  if (kind === 3) return Buffer.from(`${random.of(['', '\uFEFF'])}${text}`, 'utf16le')
  if (kind === 4) return Buffer.from(text, 'latin1')
  if (kind === 5) return Buffer.concat([Buffer.from(text), Buffer.from([random.of([0xff, 0xc0, 0x80, 0xfe, 0xf8])])])
  if (kind === 6 || kind === 7)
    return withSpoiltByte(random, Buffer.from(text, random.of(['utf8', 'utf8', 'utf16le'] as const)))
  if (kind === 8)
    return Buffer.from(
      random.some(12, () => random.of([0, 1, 0x22, 0x31, 0x5b, 0x7b, 0x7d, 0xef, 0xbb, 0xbf, 0xfe, 0xff])),
    )
  return Buffer.from(text)
}

function withSpoiltByte(random: Random, bytes: Buffer): Buffer {
  if (bytes.length > 0) bytes[random.below(bytes.length)] = random.below(256)
  return bytes
}

function contentType(random: Random): (readonly [string, string])[] {
  const type = random.of([
    'application/json; charset=utf-8',
    'APPLICATION/JSON',
    'application/vnd.api+json',
    'application/+json',
    'application/json;',
    'application/json ; q="a;b"',
    'text/plain',
    'text/json',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application',
    'application/',
    '/json',
    'application/jsonx',
    'application/json/x',
    'application / json',
    ';application/json',
    'application/json, text/plain',
    '"application/json"',
    'application/json\u00a0',
    'application/\u00ff+json',
    '',
    '*/*',
    'json',
    'application/json+',
    'application/xml',
    'application/merge-patch+json;x',
    'a/b/c',
    '\u00e9/\u00e9',
  ])
  return random.chance(15) ? [] : [['Content-Type', type]]
}

function stray(random: Random): HttpRequest {
  const method = random.of(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'])
  const target = random.of([
    '/',
    '/users',
    '/users/',
    '/posts',
    '/posts/',
    '/user',
    '/user/',
    '/user/1',
    '/users/1',
    '/posts/1',
    '/users/1/',
    '/users/1/posts',
    '/User/1',
    '/USERS',
    '/users/1/2',
    '/nothing',
    '/nothing/',
    '//',
    '//users',
    '/users//',
    '/users%2F1',
    '/%75sers',
    '/%75ser/1',
    '/users%20',
    '/users/%2e%2e/posts',
    '/./users',
    '/users/../posts',
    '/favicon.ico',
    '/health',
    '/health/',
    '/health/live',
    '/health/live/',
    '/health/ready',
    '/health/startup',
    '/health/liveness',
    '/metrics/x',
    '/%',
    '/%ff',
    '/%zz',
    '/?x=1',
    '/users;x=1',
    '/users?',
    '/;',
    '/a b'.replace(' ', '%20'),
    '/.env',
    '/wp-login.php',
    '/users/1?limit=x',
    '/index.html',
    '/*',
    '/user/1//',
    '/user//1',
  ])
  const hasBody = method !== 'GET' && method !== 'HEAD' && method !== 'TRACE' && random.chance(40)
  return {
    method,
    target,
    headers: hasBody ? contentType(random) : [],
    body: hasBody ? Buffer.from(random.of(['{}', '', 'x', 'null', '{"name":"x"}'])) : undefined,
    isChunked: false,
  }
}
