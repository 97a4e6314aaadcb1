import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Markdown } from '../../src/markdown/markdown.ts'
import { renderedText } from '../../src/web/markdown-text.ts'
import { PageCache } from '../../src/web/page-cache.ts'

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
    const state = { id: 1, version: 1, stamp: '', checkedAt: 0, missing: new Set<string>(), surroundings: '' }
    cache.set(path, { ...state, text, view, documents: new Map() })
    cache.grown(path, 5_000)
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
