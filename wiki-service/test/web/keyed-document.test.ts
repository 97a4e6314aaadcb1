import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { gunzipSync } from 'node:zlib'
import { keyedDocument, keyPlaces, withKeys } from '../../src/web/keyed-document.ts'
import { oneTimeKey } from '../../src/web/keys.ts'
import { fc } from '../support/fast-check.ts'
import { until } from '../support/until.ts'

test('a document that was compressed once comes back with the keys of each answer', async () => {
  const words = fc.string({ unit: 'binary', maxLength: 400 }).map((text) => text.toWellFormed())
  const row = fc.record({
    before: words,
    place: fc.constantFrom('', ...keyPlaces),
    times: fc.integer({ max: 40, min: 1 }),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 6 }), words, async (rows, end) => {
      const text =
        rows.map(({ before, place, times }) => `${before}?key=${place}" name="version"\n`.repeat(times)).join('') + end
      const document = await keyedDocument(text)
      assert.ok(document !== undefined)
      for (const keys of [keyPlaces.map(oneTimeKey), keyPlaces.map(oneTimeKey)])
        // It fails for a wrong checksum or length, too.
        assert.equal(gunzipSync(await document.with(keys)).toString(), withKeys(text, keys))
    }),
    { numRuns: 60 },
  )
})

test('a kept document takes the memory that it counts', async () => {
  const text = `?key=${keyPlaces[0]}" name="version"`.repeat(20) + keyPlaces[1]
  await keyedDocument(text)
  const documents: unknown[] = []
  const before = buffersInUse()
  for (let made = 0; made < 100; made += 1) documents.push(await keyedDocument(text))
  // Each of its three parts would keep 16 kB. What zlib used is released some time after a collection.
  await until('each takes less than 5 kB', async () => (buffersInUse() - before) / documents.length < 5_000)
})

function buffersInUse(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  return process.memoryUsage().arrayBuffers
}
