import assert from 'node:assert/strict'
import { test } from 'node:test'
import { languages } from '../../src/markdown/languages.ts'
import { Markdown } from '../../src/markdown/markdown.ts'

const mebibyte = 1 << 20
/** Many of them wait at once. */
const size = mebibyte / 4
const filled = (part: string) => part.repeat(Math.ceil(size / part.length)).slice(0, size)
const counted = (count: number, part: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => part(i)).join('')

const pages: Readonly<Record<string, string>> = {
  'open brackets': '['.repeat(50_000),
  'open wikilinks': '[['.repeat(size / 2),
  'open emphasis': '*a **'.repeat(50_000),
  'nested quotes': `${'>'.repeat(10_000)}a`,
  'quotes of lines': filled('> '),
  'nested lists': counted(1_400, (depth) => `${' '.repeat(depth)}- a\n`),
  'lists on a line': '- '.repeat(10_000),
  'a table of many rows': `|a|b|\n|-|-|\n${'|1|2|\n'.repeat(100_000)}`,
  'a table of many columns': `|${'a|'.repeat(1_000)}\n|${'-|'.repeat(1_000)}\n${'a\n'.repeat(100_000)}`,
  'a single line': 'a '.repeat(size / 2),
  'a single word': 'a'.repeat(mebibyte),
  'open images': filled('!['),
  'open references': filled('[a]: <b\n'),
  'a long reference, often': `[a]: /${'u'.repeat(500_000)}\n\n${'[a] '.repeat(100_000)}`,
  'a long title, often': `[a]: /u "${'t'.repeat(500_000)}"\n\n${'[a] '.repeat(100_000)}`,
  'open links': filled('[a](b "'),
  parentheses: `[a](${'('.repeat(size)}`,
  backticks: counted(1_400, (length) => `${'`'.repeat(length)} `),
  backslashes: filled('\\'),
  ampersands: filled('&'),
  'open tags': filled('<a '),
  'open comments': filled('<!--'),
  addresses: filled('http://'),
  'e-mail addresses': filled('a@b '),
  'addresses without a scheme': filled('www.a.b '),
  footnotes: counted(20_000, (i) => `[^${i}] `) + counted(20_000, (i) => `\n[^${i}]: x\n`),
  'a footnote, often': `[^1]: x\n\n${'[^1]'.repeat(200_000)}`,
  headings: filled('# a\n'),
  tasks: filled('- [ ] a\n'),
  'links to pages': counted(100_000, (i) => `[[${i}]] `),
  strikes: filled('~~a '),
  rules: filled('---\n'),
  fences: filled('```\n'),
  accents: `e${'\u0301'.repeat(size)}`,
  nothing: '\0'.repeat(size),
}

test(
  'a hostile page is rendered within limits or not at all, and other pages still are',
  { timeout: 240_000 },
  async () => {
    await using markdown = new Markdown()
    const deadline = performance.now() + 200_000
    const outcomes = Object.entries(pages).map(async ([name, source]) => {
      const page = await markdown.render(source, 'a/b', deadline)
      if (page.kind === 'rendered') {
        assert.ok(page.pieces.join('').length <= 4 * mebibyte, name)
        assert.ok(page.pieces.length <= 15_001 && page.headings.length <= 1_000, name)
      } else assert.equal(page.kind, 'too_slow', name)
      return page.kind
    })
    assert.equal((await markdown.render('# Quick', '', deadline)).kind, 'rendered')
    const kinds = new Set(await Promise.all(outcomes))
    assert.deepEqual([...kinds].toSorted(), ['rendered', 'too_slow'])
  },
)

test('the links of a page of many are bounded', async () => {
  await using markdown = new Markdown()
  const source = counted(20_000, (index) => `[[${index}]] `)
  const links = await markdown.links(source, '', performance.now() + 60_000)
  assert.ok(links.kind === 'linked' && links.targets.length === 5_000)
})

test(
  'long lines of code are not highlighted in any language, and others never take long',
  { timeout: 120_000 },
  async () => {
    await using markdown = new Markdown()
    for (const language of Object.keys(languages)) {
      const deadline = performance.now() + 60_000
      for (const part of ['a', '"', '(', '<a ', '/*', '\\', '$', '0', ' ', '#', "'", '{', 'a.', '@', '=']) {
        const long = `\`\`\`${language}\n${part.repeat(100_000)}\n\`\`\``
        const page = await markdown.render(long, '', deadline)
        assert.equal(page.kind, 'rendered', `${language} ${part}`)
      }
    }
  },
)

test('the number of languages agrees with the documentation', () => {
  assert.equal(Object.keys(languages).length, 35)
})
