import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { type Api, startApi } from '../support/api.ts'

suite('whatever is searched for, the answer is results or a refusal', () => {
  let api: Api
  before(async () => {
    api = await startApi()
    await api.post('/users', { name: 'Ada' })
    for (const title of [`O'Reilly % _ \\`, 'the and of', 'foo:* & bar | !baz <-> (qux)', '日本語'])
      await api.post('/pages', { user_id: 1, title, path: `page-${title.length}`, content: `${title} `.repeat(50) })
  })
  after(() => api[Symbol.asyncDispose]())

  const texts: Readonly<Record<string, string>> = {
    'a quote': `'`,
    'a backslash': '\\',
    'a backslash at the end': 'foo\\',
    'operators only': '&|!()<->:*',
    'operators within words': `foo:* & bar | !baz <-> (qux) 'a':A`,
    'a prefix': 'foo:*',
    'stop words only': 'the and of to',
    'wildcards only': '%_%',
    wildcards: 'o%r_illy',
    'quotation marks only': '""""""',
    'an open phrase': '"the and',
    'or and nothing else': 'or OR or',
    'an exclusion alone': '-the',
    'exclusions and phrases': '-"the and" -"" --- - "or" -or or-',
    SQL: `'; drop table posts; --`,
    'a weight and a distance': `'foo':ABCD <2> 'bar':*D`,
    'spaces only': ' '.repeat(400),
    'spaces between': `a${' '.repeat(398)}b`,
    'many words': 'ab '.repeat(133),
    'many words with quotation marks': '"a" '.repeat(100),
    'many exclusions': '-a '.repeat(133),
    'one long word': 'x'.repeat(400),
    'many hyphens': 'a-'.repeat(200),
    'capitals and small letters': 'aB'.repeat(200),
    marks: 'e\u0301\u0302\u0303'.repeat(100),
    'U+0000': 'a\0b',
    controls: '\u0001\u0002\u001b[31m',
    'a ligature that grows': 'ﷺ'.repeat(400),
    emoji: '👩‍🚀'.repeat(80),
    'characters without spaces': '日本語'.repeat(133),
    'a prototype': '__proto__ constructor toString',
    'template text': '{{constructor.constructor("alert(1)")()}} ${7*7}',
  }
  for (const [what, text] of Object.entries(texts)) {
    for (const scope of ['pages', 'titles']) {
      test(`${what}, in ${scope}`, async () => {
        const { status, headers } = await api.get(`/search?in=${scope}&q=${encodeURIComponent(text)}`)
        assert.equal(status, 200)
        for (const [, url] of (headers.get('link') ?? '').matchAll(/<([^>]+)>/g))
          assert.equal((await api.get(url ?? '')).status, 200)
      })
    }
  }

  for (const [what, query, status] of [
    ['a lone surrogate', 'q=%ED%A0%80', 200],
    ['bytes that are not UTF-8', 'q=%FF%FE', 200],
    ['an escape that is none', 'q=%', 200],
    ['a plus', 'q=+++', 200],
    ['a repeated query', 'q=foo&q=the', 200],
    ['a query of 15 kB', `q=${'x'.repeat(15_000)}`, 422],
    ['spaces without end', `q=${'+'.repeat(100_000)}`, 431],
    ['a megabyte', `q=${'x'.repeat(1024 * 1024)}`, 431],
    ['a tag that is an array', `q=the&tag={a,"b"}`, 200],
    ['a far place', 'q=the&after=200', 200],
    ['a place beyond numbers', 'q=the&after=99999999999999999999', 200],
    ['a user beyond numbers', 'q=the&by=99999999999999999999', 200],
  ] as const) {
    test(what, async () => assert.equal((await api.get(`/search?${query}`)).status, status))
  }
})
