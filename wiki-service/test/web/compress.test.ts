import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { fc } from '../support/fast-check.ts'
import { compressed } from '../../src/web/compress.ts'

test('texts that are compressed at once come back as they were, each its own', async () => {
  const length = fc.integer({ min: 0, max: 100_000 })
  const texts = fc.array(fc.tuple(fc.string({ unit: 'binary', minLength: 1 }), length), { minLength: 1, maxLength: 8 })
  await fc.assert(
    fc.asyncProperty(texts, async (given) => {
      const wanted = given.map(([unit, length]) => unit.toWellFormed().repeat(length / unit.length))
      const sent = await Promise.all(wanted.map(compressed))
      assert.deepEqual(
        sent.map((bytes) => gunzipSync(bytes).toString()),
        wanted,
      )
    }),
    { numRuns: 15 },
  )
})
