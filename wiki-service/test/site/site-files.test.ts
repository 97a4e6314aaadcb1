import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, test } from 'node:test'
import { startService } from '../support/service-process.ts'
import { exchange } from '../support/raw-http.ts'

const service = await startService({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing' })
after(() => service[Symbol.asyncDispose]())

test('files are sent completely, compressed if the client supports it, and not again to a client that has them', async () => {
  const wanted = await readFile(new URL('../../openapi.json', import.meta.url), 'latin1')
  const get = (path: string, headers = '') =>
    exchange(service.url, `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${headers}\r\n`)

  const [plain] = (await get('/openapi.json')).answers
  const [compressed] = (await get('/openapi.json', 'Accept-Encoding: br, gzip\r\n')).answers
  const [refused] = (await get('/openapi.json', 'Accept-Encoding: gzip;q=0\r\n')).answers
  assert.equal(plain?.body, Buffer.from(wanted, 'latin1').toString('utf8'))
  assert.equal(compressed?.headers['content-encoding'], 'gzip')
  assert.ok(Number(compressed?.headers['content-length']) < wanted.length / 4)
  assert.equal(refused?.headers['content-encoding'], undefined)
  assert.equal(plain?.headers['vary'], 'Accept-Encoding')
  assert.notEqual(plain?.headers['etag'], compressed?.headers['etag'])

  const [again] = (await get('/openapi.json', `If-None-Match: W/"other", ${plain?.headers['etag']}\r\n`)).answers
  assert.equal(again?.status, 304)
  assert.equal(again?.body, '')
  assert.equal(again?.headers['etag'], plain?.headers['etag'])
})

test('a compressed script decompresses to the script', async () => {
  const address = `${service.url}/assets/swagger-ui.js`
  const [first, second] = await Promise.all([fetch(address), fetch(address)])
  const head = await fetch(address, { method: 'HEAD' })
  const bundle = await readFile(new URL(import.meta.resolve('swagger-ui-dist/swagger-ui-bundle.js')))
  assert.equal(first?.headers.get('content-type'), 'text/javascript; charset=utf-8')
  assert.ok(bundle.equals(Buffer.from(await first.arrayBuffer())))
  assert.ok(bundle.equals(Buffer.from(await second.arrayBuffer())))
  assert.equal(head.headers.get('content-length'), first.headers.get('content-length'))
})

test('no other file of the machine can be requested', async () => {
  for (const path of [
    '/assets/',
    '/assets/package.json',
    '/assets/../package.json',
    '/assets/..%2Fpackage.json',
    '/assets/__proto__',
    '/assets/swagger-ui.css%00',
    '/assets/swagger-ui-bundle.js.map',
    '/public/front-page.css',
  ]) {
    const { answers } = await exchange(service.url, `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
    assert.deepEqual([answers[0]?.status, answers[0]?.body], [404, '{"detail":"Not Found"}'], path)
  }
})
