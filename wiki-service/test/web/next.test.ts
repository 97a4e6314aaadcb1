import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fc } from '../support/fast-check.ts'
import { safeNext } from '../../src/web/next.ts'

test('after signing in people come back to where they were in this wiki', () => {
  for (const path of ['/', '/wiki/a/b', '/search?q=a%20b', '/wiki/a#part', '/wiki/-/edit?title=x'])
    assert.equal(safeNext(path), path)
})

test('nothing leads to another host', () => {
  const evil = [
    '//evil',
    '/\\evil',
    '\\\\evil',
    '\\/evil',
    'https:evil',
    'https://evil',
    'javascript:alert(1)',
    '@evil',
    'evil',
    '',
    '/\t/evil',
    '/\n/evil',
    '/\r\nset-cookie: a=b',
    '/.//evil',
    '/..//evil',
    '/x/../..//evil',
    ' //evil',
    '/\u0000/evil',
  ]
  for (const text of evil) assert.equal(safeNext(text), '/', JSON.stringify(text))
})

test('whatever the text, a browser that follows it stays on this host', () => {
  const part = fc.constantFrom('/', '\\', '..', '.', '@', ':', '%09', '%2f', '?', '#', '\t', 'evil', 'https', '//')
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
      for (const base of ['https://wiki.example/sign-in', 'https://wiki.example/a/sign-in/x/return'])
        assert.equal(new URL(safeNext(parts.join('')), base).host, 'wiki.example')
    }),
  )
})
