import assert from 'node:assert/strict'

interface Element {
  readonly class: string | undefined
  readonly text: string
}

const tag = /<(\/?)([a-z]+)((?:\s[a-z\d-]+="[^"<]*")*)\s*(\/?)>/gi

/**
 * The elements of XML text without comments and similar constructs.
 *
 * @throws if tags do not match, or something is neither tag nor text
 */
export function elementsOf(xml: string): Element[] {
  const open: string[] = []
  const elements: Element[] = []
  let end = 0
  for (const { 0: whole, 1: closes, 2: name, 3: attributes = '', 4: isEmpty, index } of xml.matchAll(tag)) {
    assert.doesNotMatch(xml.slice(end, index), /[<>]|&(?!(?:lt|gt|amp);)/)
    end = index + whole.length
    if (closes === '/') {
      assert.equal(open.pop(), name)
      continue
    }
    assert.ok(open.length > 0 || elements.length === 0, 'one element holds all others')
    elements.push({ class: /\sclass="([^"]*)"/.exec(attributes)?.[1], text: textAt(xml, end) })
    if (isEmpty !== '/') open.push(name ?? '')
  }
  assert.deepEqual([open, xml.slice(end).trim()], [[], ''])
  return elements
}

function textAt(xml: string, start: number): string {
  return xml.slice(start, xml.indexOf('<', start)).replaceAll('&lt;', '<').replaceAll('&amp;', '&')
}
