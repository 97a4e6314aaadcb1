import assert from 'node:assert/strict'
import { frame, type Page } from '../../src/web/parts/frame.ts'
import { type Standing, strangerTo } from '../../src/web/visitor.ts'

/** Text that would be markup, a script, or the end of an attribute if it were not escaped. */
export const hostile = `"'><script>alert(1)</script><img src=x onerror=alert(1)>&amp;{{7*7}}\u202Eevil`

const stranger = strangerTo({ members: undefined })

/**
 * The whole document around a page, asserted to be well-formed and free of hostile markup; without insignificant
 * spaces.
 */
export function documentOf(page: Page, standing: Standing = 'open'): string {
  const text = frame(page, { assets: { href: (name) => `/assets/${name}` }, visitor: { ...stranger, standing } })
  assertWellFormed(text)
  assert.doesNotMatch(text, /<script>|<img|onerror=(?!alert\(1\)&#62;)|\sstyle=|\son\w+="/)
  assert.doesNotMatch(text, /undefined|\[object|NaN/)
  const ids = [...text.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id)
  assert.deepEqual(ids, [...new Set(ids)], 'ids stand once')
  return text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/> (?=<)/g, '>')
    .replaceAll(/ \/?(?=>)/g, '')
}

const empty = new Set(['meta', 'link', 'input', 'br', 'hr', 'img', 'path', 'circle', 'use'])

function assertWellFormed(text: string): void {
  const open: string[] = []
  for (const [tag, slash, name = '', end] of text.matchAll(
    /<(\/?)([a-z][a-z0-9]*)\b(?:[^"'>]|"[^"]*"|'[^']*')*?(\/?)>/gi,
  )) {
    if (slash === '/') assert.equal(open.pop(), name, `${tag} after ${open.join(' ')}`)
    else if (end !== '/' && !empty.has(name)) open.push(name)
  }
  assert.deepEqual(open, [])
}
