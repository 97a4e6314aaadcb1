import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { keyedDocument, keyPlaces, withKeys } from '../../src/web/keyed-document.ts'
import { oneTimeKey } from '../../src/web/keys.ts'
import { fc } from '../support/fast-check.ts'

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
