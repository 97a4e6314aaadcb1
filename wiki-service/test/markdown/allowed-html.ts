import assert from 'node:assert/strict'
import { elementsOf, treeOf } from './html-tree.ts'

/** Everything that a page may contain. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  a: ['href', 'title', 'class', 'id', 'aria-label'],
  blockquote: [],
  br: [],
  code: ['class'],
  del: [],
  em: [],
  h1: ['id'],
  h2: ['id'],
  h3: ['id'],
  h4: ['id'],
  h5: ['id'],
  h6: ['id'],
  hr: [],
  img: ['src', 'alt', 'title', 'loading'],
  input: ['type', 'id', 'disabled', 'checked'],
  label: ['for'],
  li: ['id'],
  ol: ['start'],
  p: [],
  pre: ['tabindex'],
  section: ['class', 'aria-label', 'tabindex'],
  span: ['class'],
  strong: [],
  sup: [],
  table: [],
  tbody: [],
  td: ['class'],
  th: ['scope', 'class'],
  thead: [],
  tr: [],
  ul: ['class'],
}

/** Asserts that a browser would find nothing else, and no address that does more than link. */
export function assertAllowed(html: string): void {
  for (const { tag, attributes } of elementsOf(treeOf(html))) {
    const names = allowed[tag]
    assert.ok(names, `<${tag}> in ${html}`)
    for (const [name, value] of Object.entries(attributes)) {
      assert.ok(names.includes(name), `<${tag} ${name}> in ${html}`)
      if (name === 'href' || name === 'src') assertAddress(value, html)
      // A single word could hide a global variable, or be an id of the surrounding page.
      if (name === 'id') assert.match(value, /-/, html)
      if (name === 'class')
        assert.match(value, /^(?:hljs-|language-|missing$|tasks$|scroll$|footnotes$|start$|center$|end$|vh$)/)
    }
  }
}

function assertAddress(address: string, html: string): void {
  const page = 'https://wiki.example/wiki/a/b'
  if (!URL.canParse(address, page)) return
  assert.match(new URL(address, page).protocol, /^(?:https?|mailto):$/, html)
}
