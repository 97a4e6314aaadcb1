import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import createParser from 'markdown-it'
import { render } from '../../src/markdown/render.ts'
import { fillIn } from '../../src/markdown/rendering.ts'
import { commonMark, type Example, gfm } from './examples.ts'
import { elementsOf, exampleTree, plainTree, treeOf } from './html-tree.ts'

const readingHtml = createParser({ html: true })

function hasRawHtml({ markdown }: Example): boolean {
  const tokens = readingHtml.parse(markdown, {}).flatMap((token) => [token, ...(token.children ?? [])])
  return tokens.some(({ type }) => type === 'html_block' || type === 'html_inline')
}

function htmlOf({ markdown }: Example): string {
  return fillIn(render(markdown, ''), '/', () => false)
}

/** Examples that render differently, apart from what every page gets (html-tree.ts). */
function failing(examples: readonly Example[]): number[] {
  return examples
    .filter((example) => !isDeepStrictEqual(plainTree(htmlOf(example)), exampleTree(example.html)))
    .map(({ number }) => number)
}

// docs/markdown.md contains these numbers. A change may only improve them.
test('of the 580 examples of CommonMark without raw HTML 570 pass', () => {
  const examples = commonMark.filter((example) => !hasRawHtml(example))
  assert.deepEqual([commonMark.length, examples.length], [652, 580])
  const wikilinks = [548, 590]
  const schemesThatAreNotAllowed = [596, 598, 599, 601]
  const addressesThatGfmLinks = [602, 608, 611, 612]
  assert.deepEqual(failing(examples), [...wikilinks, ...schemesThatAreNotAllowed, ...addressesThatGfmLinks])
})

test('in the 72 examples of CommonMark with raw HTML it is text', () => {
  const examples = commonMark.filter(hasRawHtml)
  assert.equal(examples.length, 72)
  for (const example of examples) {
    const names = new Set([...elementsOf(treeOf(htmlOf(example)))].map(({ tag }) => tag))
    const written = ['table', 'div', 'script', 'style', 'textarea', 'del', 'i', 'b', 'bab', 'b2', 'responsive-image']
    assert.deepEqual(
      written.filter((tag) => names.has(tag)),
      [],
      example.markdown,
    )
  }
})

test('of the 23 examples of extensions in GFM without raw HTML 19 pass', () => {
  const examples = gfm.filter((example) => !hasRawHtml(example))
  assert.deepEqual([gfm.length, examples.length], [24, 23])
  assert.deepEqual(failing(examples), [625, 626, 628, 630])
})
