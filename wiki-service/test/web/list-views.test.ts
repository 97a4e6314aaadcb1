import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changesView } from '../../src/web/views/changes.ts'
import { missingView } from '../../src/web/views/missing.ts'
import { allPagesView, orphansView, wantedView } from '../../src/web/views/page-lists.ts'
import { searchView } from '../../src/web/views/search.ts'
import { trashView } from '../../src/web/views/trash.ts'
import { userView } from '../../src/web/views/user.ts'
import { documentOf, hostile } from './markup.ts'

const now = new Date('2026-11-25T12:00:00Z')
const tree = { nodes: [] }
const person = { id: 7, name: hostile }
const updatedTime = '2026-11-25T09:41:00Z'
const more = '?after=1'

test('pages are listed by path, including folders without a page', () => {
  const paths = ['handbook/a', 'handbook/a/b', 'handbook/c', 'x']
  const pages = paths.map((path) => ({ path, title: `${path} ${hostile}`, updatedTime }))
  const text = documentOf(allPagesView({ pages, under: undefined, more, tree, now }))
  assert.match(
    text,
    /under=handbook">Handbook<\/a>[^]*<ul><li>[^]*handbook\/a &#34;[^]*<ul><li>[^]*handbook\/a\/b &#34;[^]*<\/ul>[^]*href="\/wiki\/x"/,
  )
  assert.match(text, /More pages/)
  const folder = documentOf(allPagesView({ pages, under: 'handbook/on-call', more: undefined, tree, now }))
  assert.match(folder, /Pages in On call/)
  assert.match(documentOf(allPagesView({ pages: [], under: 'x', more: undefined, tree, now })), /no pages here yet/)
})

test('wanted pages and orphans are listed', () => {
  const wanted = [{ path: 'desk-map', title: hostile, links: 4 }]
  assert.match(
    documentOf(wantedView({ pages: wanted, more, tree, now })),
    /class="missing" href="\/wiki\/desk-map"[^]*>4</,
  )
  const orphans = [{ path: 'a/b', title: hostile, updatedTime, updatedBy: person }]
  assert.match(
    documentOf(orphansView({ pages: orphans, more: undefined, tree, now })),
    /<span class="small quiet">A<\/span>/,
  )
  assert.match(documentOf(orphansView({ pages: [], more: undefined, tree, now })), /There are none/)
})

test('search marks its matches, and helps if there are none', () => {
  const hit = {
    path: 'handbook/onboarding',
    title: [{ text: hostile, isFound: true }],
    text: [
      { text: `a ${hostile} `, isFound: false },
      { text: 'b', isFound: true },
    ],
    updatedTime,
    updatedBy: person,
  }
  const filters = { under: '', by: '', tag: '' }
  const view = { query: hostile, filters, hits: [hit], folders: ['handbook'], people: [person], tree, now }
  const found = documentOf(searchView({ ...view, corrected: 'onboarding', more }))
  assert.match(found, /1 or more result[^]*Nothing contains &ldquo;&#34;/)
  assert.match(found, /id="r1"><h2><a href="\/wiki\/handbook\/onboarding"><mark>&#34;/)
  const empty = documentOf(searchView({ ...view, hits: [], filters: { under: 'team', by: '7', tag: hostile } }))
  assert.match(
    empty,
    /Nothing about[^]*<option value="team" selected>[^]*<option value="7" selected>[^]*\/wiki\/-\/new\?title=%22/,
  )
  assert.match(documentOf(searchView({ ...view, query: '', hits: [] })), /autofocus/)
})

test('changes, a person, the trash and a missing page are shown', () => {
  const changes = [
    {
      version: 2,
      kind: 'edit',
      path: 'a',
      title: hostile,
      author: person,
      summary: '',
      growth: 1,
      createdTime: updatedTime,
    },
  ]
  assert.match(documentOf(changesView({ changes, earlier: more, tree, now })), /<h2 class="day">Today/)
  const user = documentOf(
    userView({ user: person, createdTime: '2025-03-02T00:00:00Z', changes, earlier: more, tree, now }),
  )
  assert.match(user, /Here since <time[^>]*>2 March 2025<\/time>[^]*Version 2 \u00B7/)
  const deleted = [{ id: 88, path: 'a/b', title: hostile, deletedTime: updatedTime, deletedBy: person }]
  const trash = documentOf(trashView({ pages: deleted, more, notices: [], key: 'k', tree, now }))
  assert.match(trash, /name="page" value="88"><input type="hidden" name="key" value="k-88">/)
  assert.match(
    documentOf(trashView({ pages: [], more: undefined, notices: [], key: 'k', tree, now })),
    /The trash is empty/,
  )
  const links = [
    { path: 'a', title: hostile },
    { path: 'b', title: 'B' },
  ]
  const missing = documentOf(
    missingView({
      path: 'x/desk-map',
      title: hostile,
      backlinks: links,
      similar: links,
      isFolder: true,
      tree,
      standing: 'open',
    }),
  )
  assert.match(missing, /2 pages link to it[^]*action="\/wiki\/x\/desk-map\/-\/edit"[^]*Similar pages/)
})
