import assert from 'node:assert/strict'
import { test } from 'node:test'
import { links } from '../../src/markdown/links.ts'
import { outline, render } from '../../src/markdown/render.ts'
import { fillIn } from '../../src/markdown/rendering.ts'

function htmlOf(source: string, path = '', missing: readonly string[] = []): string {
  return fillIn(render(source, path), '/', (target) => missing.includes(target)).trim()
}

test('wikilinks are relative to the root, by title or path, with a label or a heading', () => {
  assert.equal(htmlOf('[[Desk Map]]', 'handbook/onboarding'), '<p><a href="/wiki/desk-map">Desk Map</a></p>')
  assert.equal(htmlOf('[[handbook/time off|days *off*]]'), '<p><a href="/wiki/handbook/time-off">days *off*</a></p>')
  assert.equal(htmlOf('[[Glossary#Set up]]'), '<p><a href="/wiki/glossary#set-up">Glossary#Set up</a></p>')
  assert.equal(htmlOf('[[#Set up]]'), '<p><a href="#set-up">#Set up</a></p>')
  assert.equal(htmlOf('| a |\n|---|\n| [[b\\|c]] |').match(/<a.*<\/a>/)?.[0], '<a href="/wiki/b">c</a>')
})

test('brackets that name no page remain as written', () => {
  for (const text of ['[[]]', '[[!!!]]', '[[a', '[[a]', '[[a\nb]]']) assert.equal(htmlOf(text), `<p>${text}</p>`)
})

test('a CommonMark reference in brackets remains one', () => {
  assert.equal(htmlOf('[[foo]]\n\n[foo]: https://a.example'), '<p>[<a href="https://a.example">foo</a>]</p>')
})

test('relative links resolve from the page as URLs do', () => {
  const targets = (link: string) => render(`[x](${link})`, 'handbook/onboarding').targets
  assert.deepEqual(targets('glossary'), ['handbook/glossary'])
  assert.deepEqual(targets('./glossary'), ['handbook/glossary'])
  assert.deepEqual(targets('../engineering/on-call'), ['engineering/on-call'])
  assert.deepEqual(targets('/engineering'), ['engineering'])
  assert.deepEqual(targets('/wiki/engineering'), ['engineering'])
  assert.deepEqual(targets('../../../x'), ['x'])
  assert.deepEqual(targets('GLOSSARY?x=1#a'), ['handbook/glossary'])
  assert.deepEqual(targets('gr%C3%B6%C3%9Fe'), ['handbook/größe'])
  assert.deepEqual(targets('/wiki/a/-/history'), [null])
  assert.deepEqual(targets('a%2Fb'), [null])
  assert.deepEqual(targets('#set-up'), [])
  assert.deepEqual(targets('//other.example/x'), [])
  assert.deepEqual(targets('https://other.example/x'), [])
})

test('an address with a scheme is no page of this wiki', () => {
  for (const address of ['https://other.example/x', 'http:x', 'HTTP://THIS-WIKI.invalid/x'])
    assert.equal(htmlOf(`[x](${address})`, 'a/b'), `<p><a href="${address}">x</a></p>`)
})

test('a link to a missing page is marked when the page is shown', () => {
  const page = render('[[a]] and [b](b "B")', '')
  assert.deepEqual(page.targets, ['a', 'b'])
  assert.equal(
    fillIn(page, '/docs/', () => false).trim(),
    '<p><a href="/docs/wiki/a">a</a> and <a href="/docs/wiki/b" title="B">b</a></p>',
  )
  const hidden = '<span class="vh"> (page does not exist yet)</span>'
  assert.equal(
    fillIn(page, '/', (path) => path === 'a' || path === 'b').trim(),
    `<p><a href="/wiki/a" class="missing" title="This page does not exist yet">a${hidden}</a> and <a href="/wiki/b" title="B" class="missing">b${hidden}</a></p>`,
  )
})

test('headings have ids that collide with nothing', () => {
  const { headings } = render(
    '# Set up\n## Set up\n## Location\n# `__proto__`\n# Note 1\n# !\n# Set-up 2\n# 日本語\n',
    '',
  )
  const ids = headings.map(({ id }) => id)
  assert.deepEqual(ids, [
    'set-up',
    'set-up-2',
    'h-location',
    'h-__proto__',
    'h-note-1',
    'h-section',
    'set-up-2-2',
    'h-日本語',
  ])
  assert.deepEqual(headings[1], { level: 2, id: 'set-up-2', text: 'Set up' })
  assert.match(htmlOf('[x](#location)'), /href="#h-location"/)
})

test('tasks, tables, footnotes and code have the markup of the design', () => {
  assert.equal(
    htmlOf('- [x] *done*\n- [ ] open'),
    '<ul class="tasks">\n<li><input type="checkbox" id="task-1" disabled checked> <label for="task-1"><em>done</em></label>\n</li>\n' +
      '<li><input type="checkbox" id="task-2" disabled> <label for="task-2">open</label>\n</li>\n</ul>',
  )
  assert.match(htmlOf('|a|b|\n|:-|-:|\n|1|2|'), /<th scope="col" class="start">a<[^]*<td class="end">2</)
  assert.match(
    htmlOf('a[^x] b[^x]\n\n[^x]: note'),
    /<sup><a id="ref-1" href="#note-1" aria-label="Footnote 1">1<\/a><\/sup> b<sup><a id="ref-1-2"[^]*<section class="footnotes" aria-label="Footnotes">\n<ol>\n<li id="note-1"><p>note <a href="#ref-1"/,
  )
  assert.equal(
    htmlOf('```ts\nconst a\n```'),
    '<pre tabindex="0"><code class="language-ts"><span class="hljs-keyword">const</span> a\n</code></pre>',
  )
  assert.equal(htmlOf('```none\n<a>\n```'), '<pre tabindex="0"><code class="language-none">&lt;a&gt;\n</code></pre>')
})

test('links and the outline have the links, the headings and the words of a page', () => {
  const source =
    '# Title *x*\n\nSee [[B]], [[b]] and [c](c).[^1]\n\n```js\nlet it\n```\n\n| d |\n|---|\n| e |\n\n![f](f.png)\n\n[^1]: g'
  assert.deepEqual(links(source, 'a/x'), { kind: 'linked', targets: ['b', 'a/c'] })
  assert.deepEqual(outline(source), {
    kind: 'outlined',
    headings: ['Title x'],
    text: 'See B, b and c.\nlet it\nd\ne\nf\ng',
  })
})

test('the opening of a page is its first paragraph without markup, cut where it is long', () => {
  const opening = (source: string) => render(source, '').opening
  assert.equal(
    opening('# Title\n\n- tight\n\n*Ask* [[Ana|her]] "first" & <b>\nthen.\n\nMore.'),
    'Ask her "first" & <b> then.',
  )
  assert.equal(opening('# Only a title'), '')
  assert.equal(opening('x'.repeat(159) + '\u{1F600}'.repeat(9)), `${'x'.repeat(159)}\uFFFD\u2026`)
})
