import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { access, constants, link, readFile, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { buildAssets } from '../../build/assets.ts'
import { writeWhole } from '../../build/write-whole.ts'
import { scratchDirectory } from '../support/scratch-directory.ts'
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
  // Another run of the tests may be doing the same.
  const [old, unfinished] = [`wiki.old-${process.pid}.css`, `manifest.json.other-${process.pid}`].map(
    (name) => new URL(name, directory),
  )
  assert.ok(old && unfinished)
  for (const file of [old, unfinished]) await writeFile(file, '')
  await buildAssets()
  assert.deepEqual([existsSync(old), existsSync(unfinished)], [false, true])
  await rm(unfinished)
})

test('a build replaces a file, and who has the old one keeps it', async () => {
  await using directory = await scratchDirectory()
  const file = join(directory.path, 'dist', 'main.cjs')
  const held = join(directory.path, 'held')
  await writeWhole(file, 'old')
  await link(file, held)
  await writeWhole(file, 'new', 0o755)
  assert.deepEqual([await readFile(held, 'utf8'), await readFile(file, 'utf8')], ['old', 'new'])
  await access(file, constants.X_OK)
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
