import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Destinations } from '../../src/markdown/destinations.ts'
import { links } from '../../src/markdown/links.ts'
import { markdownParser } from '../../src/markdown/parser.ts'
import { fc } from '../support/fast-check.ts'
import { commonMark, gfm } from './examples.ts'

const parser = markdownParser()
const path = 'a/b'

/** The links to pages among everything that the source contains. */
function linksAmongAll(source: string): string[] {
  const destinations = new Destinations(path)
  const tokens = parser.parse(source, {}).flatMap(({ children }) => children ?? [])
  const targets = tokens.flatMap((token) => {
    const destination = token.type === 'link_open' ? destinations.of(token) : undefined
    return destination?.kind === 'internal' && destination.target !== undefined ? [destination.target] : []
  })
  return [...new Set(targets)]
}

function assertSameLinks(source: string): void {
  assert.deepEqual(links(source, path).targets, linksAmongAll(source), JSON.stringify(source))
}

test('in every example the links are those that the page shows', () => {
  for (const { markdown } of [...commonMark, ...gfm]) assertSameLinks(markdown)
})

const words = ['a', 'b c', 'd', 'E/f', '../g', '#h', 'http://i.j/', 'HTTP://this-wiki.invalid/k', 'http:l']
const frames = ['[[_]]', '[[b|_]]', '[_](x)', '![_](y)', '[_][r]', '[_]', '<_>', '`_`', '*_*', '~~_~~', '"_"']
const between = ['', ' ', '\n', '\\', '|', '&#91;', '!', '[^1]', '[^2]', '*', '`', '://', '@']
const blocks = ['_', '# _', '- _', '- [ ] _', '1. _', '> _', '    _', '[r]: _', '[^1]: _', '> - _', '_\n===', '```\n_']
/** What follows a block: it ends, continues or interrupts it. */
const ends = ['\n\n', '\n', '\n\n  ', '\n```\n', '', '\r\n']

const framed = (frames: readonly string[], text: fc.Arbitrary<string>) =>
  fc.tuple(fc.constantFrom(...frames), text).map(([frame, inside]) => frame.replace('_', () => inside))
const { text } = fc.letrec<{ text: string }>((tie) => ({
  text: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(...words),
    framed(frames, tie('text')),
    fc.tuple(tie('text'), fc.constantFrom(...between), tie('text')).map((parts) => parts.join('')),
  ),
}))
const table = fc.tuple(text, text).map(([one, other]) => `|${one}|b|\n|-|-|\n|${other}|[[d]]|`)
const page = fc
  .array(fc.tuple(fc.oneof(framed(blocks, text), table), fc.constantFrom(...ends)), { minLength: 1, maxLength: 8 })
  .map((parts) => parts.flat().join(''))

const signs = '[ ] ( ) < > ` * _ ~ | \\ ! # : & - " [[ ]] [^1] [r] www.a.b a@b.c http:// c'.split(' ')
const spaces = [' ', '\n', '\n\n', '\t', '\0', '- ', '\n[^1]: ', '\n[r]: ']
const noise = fc
  .array(fc.oneof(fc.constantFrom(...signs), fc.constantFrom(...spaces)), { maxLength: 40 })
  .map((parts) => parts.join(''))

test('in any Markdown the links are those that the page shows', () => {
  let linked = 0
  fc.assert(
    fc.property(fc.oneof({ weight: 3, arbitrary: page }, { weight: 1, arbitrary: noise }), (source) => {
      assertSameLinks(source)
      linked += Number(links(source, path).targets.length > 0)
    }),
    { numRuns: 4000 },
  )
  assert.ok(linked > 1000, `linked ${linked}`)
})
