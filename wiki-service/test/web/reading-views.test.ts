import assert from 'node:assert/strict'
import { test } from 'node:test'
import { html } from '../../src/web/html.ts'
import { homeView } from '../../src/web/views/home.ts'
import { pageView } from '../../src/web/views/page.ts'
import { documentOf, hostile } from './markup.ts'

const now = new Date('2026-11-25T12:00:00Z')
const person = { id: 7, name: hostile }
const change = { kind: 'edit', author: person, summary: '', createdTime: '2026-11-25T11:58:00.000001Z' }
const tree = {
  nodes: [
    {
      path: 'handbook',
      title: 'Handbook',
      isPage: false,
      pages: 1_200,
      children: [{ path: 'handbook/onboarding', title: hostile, isPage: true, pages: 1 }],
      hasMore: true,
    },
  ],
}

test('the home page lists changes by day, and wanted pages', () => {
  const changes = [
    { ...change, version: 8, path: 'engineering/on-call/rota', title: hostile, growth: 1_840, summary: hostile },
    { ...change, version: 1, path: 'x', title: 'X', growth: 0, kind: 'create' },
    {
      ...change,
      version: 3,
      path: undefined,
      title: 'Gone',
      growth: -612,
      kind: 'delete',
      createdTime: '2026-11-20T01:00:00Z',
    },
  ]
  const wanted = [{ path: 'desk-map', title: hostile, links: 1 }]
  const text = documentOf(homeView({ changes, earlier: '/wiki/-/changes?before=5', wanted, tree, now }))
  assert.match(text, /<h3>Today, Wednesday 25 November<\/h3>[^]*<h3>Friday 20 November<\/h3>/)
  assert.match(text, /in Engineering \/ On call<[^]*\+1,840[^]*: new page[^]*&minus;612[^]*moved to the trash/)
  assert.match(text, /href="\/wiki\/engineering\/on-call\/rota\/-\/diff\?from=7&#38;to=8"/)
  assert.doesNotMatch(text, /from=0|from=2/)
  assert.match(text, /aria-current="page">Home/)
  assert.match(text, /<span class="quiet num">1,200<\/span>[^]*href="\/wiki\/-\/pages\?under=handbook">More/)
})

test('a page shows its place, its author, its content and its backlinks', () => {
  const view = {
    path: 'handbook/onboarding',
    title: hostile,
    version: 12,
    tags: [hostile],
    updatedTime: '2026-11-25T09:41:00.5Z',
    updatedBy: person,
    article: html`<h2 id="a">A</h2>`,
    headings: [
      { level: 2, id: 'a', text: hostile },
      { level: 3, id: 'b"', text: 'B' },
      { level: 4, id: 'c', text: 'C' },
    ],
    opening: hostile,
    backlinks: [{ path: 'hiring', title: hostile }],
    standing: 'open' as const,
    tree,
    now,
  }
  const text = documentOf(pageView(view))
  assert.match(text, /Version 12, edited <time datetime="2026-11-25T09:41:00Z" data-as="moment">today at 09:41<\/time>/)
  assert.match(text, /<li><a href="\/wiki\/-\/pages\?under=handbook">Handbook<\/a><\/li>/)
  assert.match(text, /<ol><li><a href="#a">[^]*<ol><li><a href="#b%22">B<\/a><\/li><\/ol>/)
  assert.match(text, /<meta name="description" content="&#34;&#39;&#62;/)
  assert.match(text, /1 page links here/)
  assert.match(text, /aria-current="page">&#34;/)
  assert.doesNotMatch(text, /disabled|class="note/)

  const away = documentOf(pageView({ ...view, copyOf: '2026-11-25T11:03:00Z', currentVersion: 13 }))
  assert.match(
    away,
    /You are reading a copy from <time[^>]*>11:03<\/time>[^]*You are reading version 12[^]*<button[^>]*disabled>/,
  )
})
