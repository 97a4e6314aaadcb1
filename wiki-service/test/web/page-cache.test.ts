import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Markdown } from '../../src/markdown/markdown.ts'
import { renderedText } from '../../src/web/markdown-text.ts'
import { type CachedPage, PageCache } from '../../src/web/page-cache.ts'
import type { PageText } from '../../src/web/page-text.ts'

test('a thousand pages of four kilobytes fit into 24 MiB; the ones read longest ago go first', async () => {
  await using markdown = new Markdown()
  const cache = new PageCache(24 * 1024 * 1024)
  const text = await renderedText(
    markdown,
    'Words of a page, [[linked]] to others. '.repeat(100),
    'a',
    performance.now() + 60_000,
  )
  const add = (path: string): void => {
    const page = cachedPage(path, text)
    cache.set(path, page)
    cache.grown(page, 5_000)
  }
  const paths = Array.from({ length: 1_000 }, (_, number) => `page-${number}`)
  paths.forEach(add)
  assert.ok(paths.every((path) => cache.has(path)))
  for (let number = 0; cache.has('page-1'); number += 1) {
    cache.get('page-0')
    add(`other-${number}`)
  }
  assert.ok(cache.has('page-0'))
})

test('pages of thousands of links count what these take, too', async () => {
  await using markdown = new Markdown()
  const links = Array.from({ length: 5_000 }, (_, number) => `[[to-${number}]]`).join(' ')
  const text = await renderedText(markdown, links, 'a', performance.now() + 60_000)
  const kept = (page: (path: string) => CachedPage): number => {
    const cache = new PageCache(24 * 1024 * 1024)
    const paths = Array.from({ length: 100 }, (_, number) => `page-${number}`)
    for (const path of paths) cache.set(path, page(path))
    return paths.filter((path) => cache.has(path)).length
  }
  // Measured: 0.75 MB each, and more where no page is at their ends.
  assert.ok(kept((path) => cachedPage(path, text)) < 40)
  assert.ok(kept((path) => cachedPage(path, text, new Set(text.targets))) < 32)
})

test('a document of a page that was replaced meanwhile does not count', async () => {
  await using markdown = new Markdown()
  const text = await renderedText(markdown, 'Words.', 'a', performance.now() + 60_000)
  const cache = new PageCache(100_000)
  const [before, page] = [cachedPage('a', text), cachedPage('a', text)]
  cache.set('a', before)
  cache.set('a', page)
  cache.grown(before, 1_000_000)
  assert.equal(cache.get('a'), page)
  cache.grown(page, 1_000_000)
  assert.equal(cache.get('a'), undefined)
})

function cachedPage(path: string, text: PageText, missing: ReadonlySet<string> = new Set()): CachedPage {
  const view = {
    path,
    title: path,
    version: 1,
    tags: [],
    updatedTime: '2026-01-01T00:00:00Z',
    updatedBy: { id: 1, name: 'Ana' },
    headings: [],
    backlinks: [],
    tree: { nodes: [] },
    now: new Date(0),
  }
  const state = { id: 1, version: 1, stamp: '', checkedAt: 0, missing, surroundings: '' }
  return { ...state, text, view, documents: new Map(), actions: new Map() }
}
