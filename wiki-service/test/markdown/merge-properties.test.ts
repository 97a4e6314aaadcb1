import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fc } from '../support/fast-check.ts'
import { diff } from '../../src/markdown/diff.ts'
import { matchingLines } from '../../src/markdown/matching-lines.ts'
import { merge } from '../../src/markdown/merge.ts'

/** Few distinct lines, so that texts have much in common and repeat themselves. */
const lines = fc.array(fc.constantFrom('', 'a', 'b', 'c', 'd', 'e a', 'é', '\r'), { maxLength: 12 })
const text = fc.tuple(lines, fc.boolean()).map(([lines, ends]) => lines.join('\n') + (ends ? '\n' : ''))

test('an unchanged side takes the other, and the same change is taken once', () => {
  fc.assert(
    fc.property(text, text, (base, other) => {
      assert.equal(merge(base, base, other).content, other)
      assert.equal(merge(base, other, other).content, other)
      if (!other.includes('\r') && !base.includes('\r')) assert.equal(merge(base, other, base).content, other)
    }),
  )
})

test('a merge is clean for one side if it is for the other', () => {
  fc.assert(
    fc.property(text, text, text, (...texts) => {
      // Line breaks are tested elsewhere.
      const [base = '', one = '', other = ''] = texts.map((text) => text.replaceAll('\r', ''))
      const [mine, theirs] = [merge(base, one, other), merge(base, other, one)]
      assert.equal(mine.content === undefined, theirs.content === undefined)
    }),
  )
})

test('no added line is lost', () => {
  const added = (side: string) => fc.array(fc.tuple(fc.nat(), fc.constant(side)), { maxLength: 4 })
  fc.assert(
    fc.property(lines, added('mine'), added('theirs'), (base, mine, theirs) => {
      const plain = base.map((line) => line.replaceAll('\r', ''))
      const withLines = (inserts: readonly (readonly [number, string])[]) => {
        const result = [...plain]
        for (const [place, name] of inserts) result.splice(place % (result.length + 1), 0, `${name} ${place}`)
        return result.join('\n')
      }
      const merged = merge(plain.join('\n'), withLines(mine), withLines(theirs))
      const all = JSON.stringify(merged)
      for (const [place, name] of [...mine, ...theirs]) assert.ok(all.includes(`${name} ${place}`), all)
    }),
  )
})

test('both texts can be rebuilt from a comparison', () => {
  fc.assert(
    fc.property(text, text, (from, to) => {
      const older = from === '' ? [] : from.split('\n')
      const newer = to === '' ? [] : to.split('\n')
      for (const { from_line, to_line, lines } of diff(from, to).hunks) {
        const before = lines.flatMap((line) =>
          line.kind === 'added' ? [] : [line.kind === 'changed' ? joined(line.words, 'removed') : line.text],
        )
        const after = lines.flatMap((line) => (line.kind === 'removed' ? [] : [line.text]))
        assert.deepEqual(before, older.slice(from_line - 1, from_line - 1 + before.length))
        assert.deepEqual(after, newer.slice(to_line - 1, to_line - 1 + after.length))
        for (const line of lines) if (line.kind === 'changed') assert.equal(joined(line.words, 'added'), line.text)
      }
      assert.equal(diff(from, to).hunks.length === 0, from === to)
    }),
  )
})

test('lines of very different texts are still matched in time', () => {
  const moved = Array.from({ length: 20_000 }, (_, index) => (index % 2 ? 'same' : `line ${index}`))
  const changed = moved.map((line, index) => (index % 20 === 0 ? `new ${index}` : line))
  const runs = matchingLines(moved, changed)
  for (const { from, to, length } of runs) {
    assert.deepEqual(moved.slice(from, from + length), changed.slice(to, to + length))
  }
  const matched = runs.reduce((sum, { length }) => sum + length, 0)
  assert.ok(matched >= 18_900, `${matched} of 19,000`)
})

function joined(words: readonly { readonly kind: string; readonly text: string }[], side: string): string {
  return words.map(({ kind, text }) => (kind === 'same' || kind === side ? text : '')).join('')
}
