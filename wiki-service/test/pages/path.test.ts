import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fc } from '../support/fast-check.ts'
import { numberedPath, pathFromReference, pathFromTitle, readPath } from '../../src/pages/path.ts'

function pathOf(given: string): string | undefined {
  const outcome = readPath(given)
  return outcome.kind === 'path' ? outcome.path : undefined
}

test('a path is one to eight segments of letters, marks and digits of any script, in canonical form', () => {
  const cases: readonly (readonly [given: string, path: string])[] = [
    ['handbook/onboarding', 'handbook/onboarding'],
    ['Handbook/ONBOARDING', 'handbook/onboarding'],
    ['cafe\u0301', 'café'],
    ['手引き/入門', '手引き/入門'],
    ['हिन्दी', 'हिन्दी'],
    ['a_b/.env/v1.2/x-', 'a_b/.env/v1.2/x-'],
    ['1/2/3/4/5/6/7/8', '1/2/3/4/5/6/7/8'],
    ['metrics', 'metrics'],
    ['a'.repeat(400), 'a'.repeat(400)],
  ]
  for (const [given, path] of cases) assert.equal(pathOf(given), path)
})

test('an invalid path is refused with the violated rule', () => {
  const cases: readonly (readonly [given: string, rule: RegExp])[] = [
    ['', /empty segment/],
    ['/a', /empty segment/],
    ['a/', /empty segment/],
    ['a//b', /empty segment/],
    ['.', /at least one letter or digit/],
    ['..', /at least one letter or digit/],
    ['a/../b', /at least one letter or digit/],
    ['a/-/b', /at least one letter or digit/],
    ['\u0301', /at least one letter or digit/],
    ['a b', /letters, marks, digits/],
    ['a\u200bb', /letters, marks, digits/],
    ['a\u202eb', /letters, marks, digits/],
    ['a%2fb', /letters, marks, digits/],
    ['a\0', /letters, marks, digits/],
    ['a\ud800', /letters, marks, digits/],
    ['a;b=c', /letters, marks, digits/],
    ['1/2/3/4/5/6/7/8/9', /at most 8 segments/],
    ['a'.repeat(401), /at most 400 bytes/],
    ['é'.repeat(201), /at most 400 bytes/],
    ['a'.repeat(1024 * 1024), /at most 400 bytes/],
  ]
  for (const [given, rule] of cases) {
    const outcome = readPath(given)
    assert.match(outcome.kind === 'refused' ? outcome.reason : outcome.path, rule, JSON.stringify(given.slice(0, 20)))
  }
})

test('a path made from a title joins its words by hyphens', () => {
  const cases: readonly (readonly [title: string, path: string | undefined])[] = [
    ['Getting started', 'getting-started'],
    ['  Node.js 24: what’s new?  ', 'node.js-24-whats-new'],
    ['snake_case & kebab-case', 'snake_case-kebab-case'],
    ['A/B testing', 'a-b-testing'],
    ['Größe', 'größe'],
    ['日本語 の ページ', '日本語-の-ページ'],
    ['C++', 'c'],
    ['../../etc/passwd', 'etc-passwd'],
    ['???', undefined],
    ['🎉', undefined],
    ['', undefined],
  ]
  for (const [title, path] of cases) assert.equal(pathFromTitle(title), path)
})

test('a wikilink means a path, or titles of pages below each other', () => {
  const cases: readonly (readonly [text: string, path: string | undefined])[] = [
    ['handbook/Onboarding', 'handbook/onboarding'],
    ['Getting started', 'getting-started'],
    [' Handbook / First day ', 'handbook/first-day'],
    ['a//b', undefined],
    ['javascript:alert(1)', 'javascript-alert-1'],
    ['!!', undefined],
    ['1/2/3/4/5/6/7/8/9', undefined],
  ]
  for (const [text, path] of cases) assert.equal(pathFromReference(text), path)
})

test('every generated path is a canonical path', () => {
  const text = fc.string({ unit: 'binary', maxLength: 300 })
  fc.assert(
    fc.property(fc.oneof(text, fc.string({ unit: 'grapheme', maxLength: 300 })), (title) => {
      for (const path of [pathFromTitle(title), pathFromReference(title), pathOf(title)]) {
        if (path === undefined) continue
        assert.equal(pathOf(path), path)
      }
      const made = pathFromTitle(title)
      if (made !== undefined) assert.ok(pathOf(numberedPath(made, 2_147_483_647)))
    }),
    { numRuns: 2_000 },
  )
})
