import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { after, test } from 'node:test'
import { buildAssets } from '../../build/assets.ts'
import { startService } from '../support/service-process.ts'

const { manifest } = await buildAssets()
const service = await startService({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing' })
after(() => service[Symbol.asyncDispose]())

test('a style sheet is cached forever under a name with its hash, and compressed as the client prefers', async () => {
  const path = `/assets/${manifest['wiki.css']}`
  const plain = await get(path, '')
  assert.equal(plain.headers['content-type'], 'text/css; charset=utf-8')
  assert.equal(plain.headers['cache-control'], 'public, max-age=31536000, immutable')
  assert.equal(plain.headers['vary'], 'Accept-Encoding')
  assert.match(plain.body.toString(), /light-dark/)
  for (const [accepted, encoding] of [
    ['gzip, deflate, br', 'br'],
    ['br;q=0, gzip', 'gzip'],
    ['GZIP', 'gzip'],
    ['br; q=0.0, gzip;q=0', undefined],
    ['brx', undefined],
  ] as const) {
    const { headers, body } = await get(path, accepted)
    assert.equal(headers['content-encoding'], encoding, accepted)
    assert.equal(encoding === undefined, body.length === plain.body.length, accepted)
  }
  for (const name of ['wiki.css', 'manifest.json', `${manifest['wiki.css']}.br`]) {
    assert.equal((await get(`/assets/${name}`, '')).status, 404, name)
  }
})

test('a build removes old files, and not what another build has not finished', async () => {
  const directory = new URL('../../dist/assets/', import.meta.url)
  const [old, unfinished] = ['wiki.0123456789.css', 'manifest.json.0'].map((name) => new URL(name, directory))
  assert.ok(old && unfinished)
  for (const file of [old, unfinished]) await writeFile(file, '')
  await buildAssets()
  assert.deepEqual([existsSync(old), existsSync(unfinished)], [false, true])
  await rm(unfinished)
})

interface Got {
  readonly status: number | undefined
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: Buffer
}

/** Without decoding, unlike `fetch`. */
function get(path: string, encodings: string): Promise<Got> {
  return new Promise((resolve, reject) => {
    const asked = request(service.url + path, { headers: { 'accept-encoding': encodings } }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('end', () => {
        resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(chunks) })
      })
    })
    asked.on('error', reject).end()
  })
}
