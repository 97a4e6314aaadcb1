import assert from 'node:assert/strict'
import { test } from 'node:test'
import { render } from '../../src/markdown/render.ts'
import { fillIn } from '../../src/markdown/rendering.ts'
import { section } from '../../src/markdown/section.ts'
import { withAddition } from '../../src/pages/append.ts'
import { fc } from '../support/fast-check.ts'
import { commonMark, gfm } from './examples.ts'
import { type Tree, treeOf } from './html-tree.ts'

/** The page with a text appended to a section; undefined if it has no such heading. */
function appended(source: string, heading: string, addition = '+'): string | undefined {
  const place = section(source, heading)
  return place.kind === 'missing' ? undefined : withAddition(source, addition, place)
}

test('a section ends at the next heading of the same or a higher level, or with the page', () => {
  const page = '# A\n\na\n\n### B\n\nb\n\n## C\n\nc\n\n# D\n\nd'
  assert.equal(appended(page, 'A'), page.replace('c\n', 'c\n+\n'))
  assert.equal(appended(page, 'B'), page.replace('b\n', 'b\n+\n'))
  assert.equal(appended(page, ' C '), page.replace('c\n', 'c\n+\n'))
  assert.equal(appended(page, 'D'), `${page}\n+`)
  assert.equal(appended('# A\n# B', 'A'), '# A\n+\n# B')
  assert.equal(appended('# A\n\n\n', 'A'), '# A\n\n\n+')
  assert.equal(appended(page, 'E'), undefined)
  assert.equal(appended('', 'A'), undefined)
})

test('the first heading with the text is meant', () => {
  assert.equal(appended('# A\n\n# A\n', 'A'), '# A\n+\n\n# A\n')
  assert.equal(appended('#\n\n# A\n', ''), '#\n+\n\n# A\n')
})

test('additions do not add up blank lines, and white space at the end of a line stays there', () => {
  const once = appended('# A\n\na  \n \t\n\n# B\n', 'A', '- 1\n') ?? ''
  assert.equal(once, '# A\n\na  \n- 1\n \t\n\n# B\n')
  assert.equal(appended(once, 'A', '- 2\n'), '# A\n\na  \n- 1\n- 2\n \t\n\n# B\n')
  assert.equal(appended('# A\n\n\u{a0}\n# B\n', 'A'), '# A\n\n\u{a0}\n+\n# B\n', 'a no-break space is text')
})

test('a heading is known by its visible text', () => {
  const visible = {
    '**Bold** and `code`': 'Bold and code',
    '[a](b "c") ![d](e)': 'a d',
    '[[page|label]] [ref]': 'label ref',
    'Fish &amp; \\*chips\\*': 'Fish & *chips*',
    'note[^1] ~~old~~ #': 'note old',
    'http://a.example/%C3%A9': 'http://a.example/é',
    '<b>tag</b>': '<b>tag</b>',
  }
  for (const [markup, text] of Object.entries(visible)) {
    const page = `# ${markup}\n\n# B\n\n[ref]: c\n\n[^1]: d`
    assert.equal(render(page, '').headings[0]?.text, text)
    assert.equal(appended(page, text), page.replace('\n', '\n+\n'))
    if (markup !== text) assert.equal(appended(page, markup), undefined, markup)
  }
})

test('a heading of several lines stays one', () => {
  assert.equal(appended('# A\n\nFoo\nbar\n===\n', 'A'), '# A\n+\n\nFoo\nbar\n===\n')
  assert.equal(appended('# A\nFoo\nbar\n===\n', 'A'), '# A\n+\n\nFoo\nbar\n===\n')
  assert.equal(appended('# A\nFoo\n---\n', 'A', '+\n'), '# A\nFoo\n---\n+\n', 'of a lower level')
  assert.equal(appended('Foo\nbar\n===\n\n# B', 'Foo bar'), 'Foo\nbar\n===\n+\n\n# B')
  assert.equal(appended('# A\n[a]: b\nFoo\n===\n', 'A'), '# A\n[a]: b\n+\n\nFoo\n===\n')
  assert.equal(appended('# A\n***\nFoo\n===\n', 'A', '- +\n'), '# A\n***\n- +\n\nFoo\n===\n')
})

test('what looks like a heading elsewhere neither has nor ends a section', () => {
  const lookalikes = [
    '    # C',
    '\t# C',
    '```\n# C\n```',
    '~~~ `\n# C\n```\n# C\n~~~',
    '````\n```\n# C\n````',
    '- # C',
    '- a\n\n  # C',
    '1. C\n   ===',
    '> # C',
    '> C\n===',
    '[^1]: # C',
    '[^1]:\n    # C',
    'a[^1]\n\n[^1]: # C',
    '#C',
    '\\# C',
    '| C |\n|---|\n| # C |',
    'a\n    # C',
    '<!-- C',
  ]
  for (const part of lookalikes) {
    const page = `# A\n\n${part}\n\n# B\n`
    assert.equal(appended(page, 'A'), `# A\n\n${part}\n+\n\n# B\n`, part)
    assert.equal(appended(page, 'C'), undefined, part)
  }
  assert.equal(appended('# A\n\n<!--\n# C\n-->\n', 'C'), '# A\n\n<!--\n# C\n-->\n+', 'HTML is text')
})

test('every line end of Markdown is one', () => {
  for (const end of ['\n', '\r\n', '\r']) {
    const page = ['# A', '', 'a\u{2028}\0', '', 'B', 'b', '===', '', '# C'].join(end)
    const line = end === '\r' ? '\r\n+\n' : `${end}+\n`
    assert.equal(appended(page, 'A'), page.replace(`\0${end}`, `\0${line}`), JSON.stringify(end))
    assert.equal(appended(page, 'B b'), page.replace(`===${end}`, `===${line}`), JSON.stringify(end))
  }
})

/** No example contains it. */
const marker = 'zzmarkerzz'

test('an added paragraph is in its section, and the headings of the page remain', () => {
  const heading = fc
    .tuple(fc.constantFrom('# H', '## H', ' ### *H*', 'H\n===', 'H\nh\n---', '  H `h`\n  ='), fc.nat(3))
    .map(([text, number]) => text.replace('H', `H${number}`))
  const example = fc.constantFrom(...commonMark, ...gfm).map(({ markdown }) => markdown)
  const block = fc.oneof(heading, example)
  const glue = fc.constantFrom('', '\n', '\n\n', '\n \n\n')
  const end = fc.constantFrom('\n', '\r\n', '\r')
  let placed = 0
  fc.assert(
    fc.property(fc.array(fc.tuple(block, glue), { maxLength: 8 }), end, (blocks, end) => {
      const page = blocks.flat().join('').replaceAll('\n', end)
      const before = topLevel(page)
      for (const [index, { tag, text }] of before.entries()) {
        if (!isHeading(tag) || before.findIndex((other) => isHeading(other.tag) && other.text === text) < index)
          continue
        const longer = appended(page, text, `${end}${marker}${end}`)
        assert.ok(longer !== undefined, text)
        assert.deepEqual(render(longer, '').headings, render(page, '').headings)
        const after = topLevel(longer)
        const place = after.findIndex((element) => element.tag === 'p' && element.text === marker)
        if (place === -1) continue
        placed += 1
        const headings = before.flatMap((element, at) => (isHeading(element.tag) ? [at] : []))
        const last = headings.find((at) => at > index && (before[at]?.tag ?? '') <= tag) ?? Infinity
        const preceding = after.slice(0, place).filter((element) => isHeading(element.tag)).length
        assert.equal(preceding, headings.filter((at) => at < last).length, `${text} in ${longer}`)
      }
    }),
    { numRuns: 500 },
  )
  assert.ok(placed > 500, `${placed}`)
})

interface Element {
  readonly tag: string
  readonly text: string
}

/** The elements of the page itself, headings by the text that the wiki lists. */
function topLevel(source: string): Element[] {
  const rendering = render(source, '')
  const texts = new Map(rendering.headings.map(({ id, text }) => [id, text]))
  return treeOf(fillIn(rendering, '/', () => false)).flatMap((tree) => {
    if (typeof tree === 'string') return []
    const { tag, attributes, children } = tree
    return [{ tag, text: texts.get(attributes['id'] ?? '') ?? textOf(children) }]
  })
}

function textOf(trees: readonly Tree[]): string {
  return trees.map((tree) => (typeof tree === 'string' ? tree : textOf(tree.children))).join('')
}

function isHeading(tag: string): boolean {
  return /^h[1-6]$/.test(tag)
}
