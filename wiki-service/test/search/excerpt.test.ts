import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { type ExcerptPart, Matcher } from '../../src/search/excerpt.ts'

suite('an excerpt', () => {
  const cases: readonly (readonly [query: string, text: string, marked: string])[] = [
    [
      `'deploy'`,
      'Deploying twice, deployed once, employed never.',
      '[Deploying] twice, [deployed] once, employed never.',
    ],
    [`'polici' | 'policy'`, 'Policies and a policy', '[Policies] and a [policy]'],
    [`'uberprufung'`, 'Die Überprüfung', 'Die [Überprüfung]'],
    [`'server' & 'create'`, 'call createServer now', 'call [createServer] now'],
    [`'変更' & '更履' & '履歴'`, '文書の変更履歴です', '文書の[変更履歴]です'],
    [`'b'`, '<b>bold</b> & "b"', '<[b]>bold</[b]> & "[b]"'],
    [`'don''t'`, 'nothing of it', 'nothing of it'],
  ]
  for (const [query, text, marked] of cases)
    test(`${query} in ${text}`, () => assert.equal(brackets(new Matcher(query).excerpt(text)), marked))

  test('shows the place with the most matches close together', () => {
    const filler = 'lorem ipsum dolor '.repeat(40)
    const text = `gateway ${filler} the gateway of the proxy ${filler} proxy`
    assert.match(brackets(new Matcher(`'gateway' & 'proxy'`).excerpt(text)), /^….*\[gateway\] of the \[proxy\].*…$/)
  })

  test('keeps surrogate pairs whole and stays short', () => {
    const parts = new Matcher(`'x'`).excerpt(`${'😀'.repeat(500)} x ${'😀'.repeat(500)}`)
    const text = parts.map((part) => part.text).join('')
    assert.ok(text.isWellFormed() && text.length < 300)
  })
})

function brackets(parts: readonly ExcerptPart[]): string {
  return parts.map(({ text, match }) => (match ? `[${text}]` : text)).join('')
}
