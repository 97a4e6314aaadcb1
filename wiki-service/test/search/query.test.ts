import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { fc } from '../support/fast-check.ts'
import { parseQuery } from '../../src/search/query.ts'
import { corrections, shortened, splits } from '../../src/search/spelling.ts'

suite('a query', () => {
  const cases: Readonly<Record<string, { variants: string[]; excluded?: string[]; isExact?: boolean }>> = {
    'drain a node': { variants: ['drain a node'] },
    createServer: { variants: ['createserver', 'create server'] },
    'e-mail Export': { variants: ['e mail export', 'email export'] },
    'Überprüfung planen': { variants: ['uberprufung planen', 'ueberpruefung planen'] },
    '"dead letter" queue': { variants: ['"dead letter" queue'], isExact: true },
    '"open phrase': { variants: ['"open phrase"'], isExact: true },
    'backup -restore -"old tapes"': { variants: ['backup'], excluded: ['restore "old tapes"'], isExact: true },
    'parking OR canteen': { variants: ['parking or canteen'], isExact: true },
    'kubectl drain --ignore-daemonsets -f': {
      variants: ['kubectl drain ignore daemonsets f', 'kubectl drain ignoredaemonsets f'],
    },
    'this or that': { variants: ['this "or" that'] },
    有給休暇の申請: { variants: ['有給 給休 休暇 暇の の申 申請'] },
    "' \\ & | ! ( ) <-> :*": { variants: [] },
    'foo:* bar': { variants: ['foo bar'] },
    '㈠': { variants: ['一'] },
  }
  for (const [text, expected] of Object.entries(cases)) {
    test(text, () => {
      const { variants, excluded, isExact } = parseQuery(text)
      assert.deepEqual({ variants, excluded, isExact }, { excluded: [], isExact: false, ...expected })
    })
  }

  test('contains nothing but words and quotation marks, whatever was typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        const { variants, excluded, words } = parseQuery(text)
        for (const one of [...variants, ...excluded, ...words.flat()]) assert.match(one, /^[\p{L}\p{M}\p{N}" ]+$/u)
      }),
    )
  })
})

suite('spelling', () => {
  test('the closest known words come first', () => {
    const known = ['terrain', 'terraform', 'transform', 'platform']
    assert.deepEqual(corrections('teraform', known), ['terraform'])
    assert.deepEqual(corrections('trerain', known), ['terrain'])
    assert.deepEqual(corrections('form', known), [])
  })

  test('one letter is removed from short words, two from longer ones', () => {
    assert.deepEqual(shortened('wiki'), ['iki', 'wki', 'wii', 'wik'])
    assert.ok(shortened('gateway').includes('gtewy'))
  })

  test('a compound is split with and without linking letters', () => {
    const parts = new Set(splits('datensicherungsplan').map((pair) => pair.join('+')))
    for (const expected of ['datensicherung+plan', 'daten+sicherungsplan']) assert.ok(parts.has(expected), expected)
  })
})
