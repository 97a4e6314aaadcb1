import assert from 'node:assert/strict'
import { test } from 'node:test'
import { diffView } from '../../src/web/views/diff.ts'
import { historyView } from '../../src/web/views/history.ts'
import { documentOf, hostile } from './markup.ts'

const now = new Date('2026-11-25T12:00:00Z')
const tree = { nodes: [] }
const author = { id: 7, name: hostile }
const versions = [
  { version: 3, kind: 'edit', author, summary: hostile, growth: -1_204, createdTime: '2026-11-25T09:41:00Z' },
  {
    version: 2,
    kind: 'edit',
    author: { id: 8, name: '' },
    summary: '',
    growth: 0,
    createdTime: '2026-11-19T14:05:00Z',
  },
  { version: 1, kind: 'create', author, summary: '', growth: 12, createdTime: '2025-11-19T14:05:00Z' },
]

test('the history lists versions to read, compare and restore', () => {
  const page = { path: 'handbook/onboarding', title: hostile, version: 3, createdTime: '2025-11-19T14:05:00Z' }
  const text = documentOf(historyView({ ...page, versions, older: '?before=1', key: 'k1', mayWrite: true, tree, now }))
  assert.match(text, /3 versions since <time[^>]*>19 November 2025<\/time>/)
  assert.match(text, /Chosen: version 2 with version 3/)
  assert.equal([...text.matchAll(/name="from"/g)].length, 2)
  assert.equal([...text.matchAll(/name="to"/g)].length, 2)
  assert.equal([...text.matchAll(/ checked>/g)].length, 2)
  assert.equal([...text.matchAll(/formaction="\/wiki\/handbook\/onboarding\/-\/restore\?key=k1"/g)].length, 2)
  assert.match(text, /Current version/)
  assert.match(text, /No summary[^]*Somebody[^]*new page/)
  assert.match(text, />\u22121,204|&minus;1,204/)
})

const hunks = [
  {
    from_line: 3,
    to_line: 3,
    lines: [
      { kind: 'same', text: '' },
      {
        kind: 'changed',
        text: 'new',
        words: [
          { kind: 'same', text: hostile },
          { kind: 'removed', text: 'old' },
          { kind: 'added', text: 'newer' },
        ],
      },
      { kind: 'added', text: '<b>' },
      { kind: 'same', text: 'x' },
      { kind: 'removed', text: '' },
    ],
  },
  { from_line: 20, to_line: 20, lines: [{ kind: 'added', text: 'end' }] },
] as const

test('a comparison shows lines, the words in them, and links from one change to the next', () => {
  const [to, from] = versions
  assert.ok(from && to)
  const view = { path: 'a', title: hostile, from, to, hunks, isByLines: false, version: 4, tree, now }
  const text = documentOf(diffView({ ...view, isSplit: false }))
  assert.match(text, /3 places, <span class="plus">\+11<\/span><span class="minus">&minus;3<\/span>/)
  assert.match(
    text,
    /2 equal lines[^]*id="d1"[^]*<del>old<\/del>[^]*<ins>newer<\/ins>[^]*<ins class="line">&#60;b&#62;<\/ins>/,
  )
  assert.match(text, /id="d2"[^]*13 equal lines[^]*id="d3"/)
  assert.match(text, /aria-label="Next change"/)
  assert.match(text, /from=1&#38;to=2[^]*1 to 2[^]*from=3&#38;to=4/)
  const split = documentOf(diffView({ ...view, isSplit: true, isByLines: true }))
  assert.match(split, /class="diff split mono"[^]*id="d1"[^]*class="none"/)
  assert.match(split, /too long to mark single words/)
  const same = documentOf(diffView({ ...view, hunks: [], isSplit: false }))
  assert.match(same, /The text is the same in both versions/)
})
