import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fc } from '../support/fast-check.ts'
import { render } from '../../src/markdown/render.ts'
import { fillIn } from '../../src/markdown/rendering.ts'
import { assertAllowed } from './allowed-html.ts'
import { elementsOf, treeOf } from './html-tree.ts'

function htmlOf(source: string): string {
  return fillIn(render(source, 'a/b'), '/', (path) => path.length % 2 === 0)
}

const scripts = [
  '<script>alert(1)</script>',
  '<ScRiPt >alert(1)</sCrIpT >',
  '<scr\0ipt>alert(1)</script>',
  '<scr<script>ipt>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<svg/onload=alert(1)>',
  '<details open ontoggle=alert(1)>',
  '<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>',
  '<a id=config><a id=config name=url href=javascript:alert(1)>',
  '<div style="background:url(https://evil.example)">',
  '<p style="position:fixed;inset:0">',
  '<base href="https://evil.example/">',
  '<meta http-equiv=refresh content="0;url=https://evil.example">',
  '<form action="https://evil.example"><button>x</button></form>',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<object data="javascript:alert(1)"></object>',
  '<link rel=stylesheet href=https://evil.example>',
  '<!--><img src=x onerror=alert(1)>-->',
  '<![CDATA[<img src=x onerror=alert(1)>]]>',
  '</article></main><script>alert(1)</script>',
  '<template><script>alert(1)</script></template>',
]

const addresses = [
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'java\tscript:alert(1)',
  'java\\\nscript:alert(1)',
  '&#106;avascript:alert(1)',
  '&#x6A;avascript:alert(1)',
  'javascript&colon;alert(1)',
  'javascript&#58;alert(1)',
  'java&Tab;script:alert(1)',
  'java&NewLine;script&colon;alert(1)',
  '\u0001javascript:alert(1)',
  '&#1;javascript:alert(1)',
  ' javascript:alert(1)',
  '\u00a0javascript:alert(1)',
  'vbscript:msgbox(1)',
  'data:text/html;base64,PHNjcmlwdD4=',
  'data:image/svg+xml,<svg onload=alert(1)>',
  'file:///etc/passwd',
  'blob:https://a.example/1',
  'filesystem:https://a.example/1',
  'view-source:https://a.example',
  'javascript://a.example/%0aalert(1)',
  'x:javascript:alert(1)',
  '%6Aavascript:alert(1)',
  '\\javascript:alert(1)',
]

test('raw HTML is text everywhere', () => {
  for (const script of scripts) {
    for (const source of [
      script,
      `a ${script} b`,
      `# ${script}`,
      `| ${script} |\n|---|\n| ${script} |`,
      `- [ ] ${script}`,
      `> ${script}`,
      `[${script}](x "${script}")`,
      `![${script}](x '${script}')`,
      `[[x|${script}]] [[${script}]]`,
      `[^1]\n\n[^1]: ${script}`,
      `[^${script}]\n\n[^${script}]: x`,
      `\`\`\`${script}\n${script}\n\`\`\``,
      `\`\`\`html\n${script}\n\`\`\``,
      `~~~ "><img src=x onerror=alert(1)>\n${script}\n~~~`,
      `    ${script}`,
      `\`${script}\``,
      `<https://a.example/${script}>`,
      `https://a.example/${script}`,
      `[x][r]\n\n[r]: <x${script}> "${script}"`,
    ])
      assertAllowed(htmlOf(source))
  }
})

test('links and images lead only over HTTP, by e-mail or to pages', () => {
  for (const address of addresses) {
    for (const source of [
      `[x](${address})`,
      `[x](<${address}>)`,
      `![x](${address})`,
      `![x](<${address}>)`,
      `<${address}>`,
      `[x][r]\n\n[r]: ${address}`,
      `[x][r]\n\n[r]: <${address}>`,
      `![x][r]\n\n[r]: ${address}`,
      `[[${address}]]`,
      `[[${address}|x]]`,
      address,
      `# [x](${address})`,
    ])
      assertAllowed(htmlOf(source))
  }
})

test('nothing breaks out of an attribute', () => {
  for (const source of [
    '![a](b "x\\" onerror=\\"alert(1)")',
    '![a" onerror="alert(1)](b)',
    '[a](b\'"onmouseover=alert(1))',
    '[a](<b" onmouseover="alert(1)>)',
    '[[a#" onmouseover="alert(1)|x]]',
    '# x" onmouseover="alert(1)',
    '```js" onmouseover="alert(1)\nx\n```',
    '|a|\n|:-:" onmouseover="alert(1)|\n|b|',
    '[^a" onmouseover="alert(1)]\n\n[^a" onmouseover="alert(1)]: x',
  ])
    assertAllowed(htmlOf(source))
})

test('an id hides no global variable, and each is unique', () => {
  const names = [
    'location',
    '__proto__',
    'constructor',
    'config',
    'main',
    'note-1',
    'ref-1',
    'task-1',
    'i-menu',
    'toString',
    '!',
    '日本',
  ]
  const html = htmlOf(`${names.map((name) => `# ${name}\n# \`${name}\`\n`).join('')}\n- [ ] x\n\n[^1] [^1]\n\n[^1]: y`)
  assertAllowed(html)
  const ids = [...elementsOf(treeOf(html))].flatMap(({ attributes: { id } }) => (id === undefined ? [] : [id]))
  assert.equal(new Set(ids).size, ids.length)
})

test('links are never nested', () => {
  for (const source of [
    '[a [^1] b](c)\n\n[^1]: x',
    '[a <https://b.example> c](d)',
    '[a [[b]] c](d)',
    '[[a|[b](c)]]',
    '![[a]](b)',
  ]) {
    // Browsers, and the parser, would tear such links apart.
    for (const [link] of htmlOf(source).matchAll(/<a [^]*?<\/a>/g)) assert.equal(link.lastIndexOf('<a '), 0, source)
    assertAllowed(htmlOf(source))
  }
})

test('templates of other programs remain as written', () => {
  const templates = [
    "{{constructor.constructor('alert(1)')()}}",
    '${7*7}',
    '<%= 7*7 %>',
    '{<!-- -->{7*7}}',
    '[%%7*7%%]',
  ]
  for (const template of templates) {
    const text = treeOf(htmlOf(template).trim())
    assert.deepEqual(text, [{ tag: 'p', attributes: {}, children: [template] }])
  }
  assert.deepEqual(treeOf(htmlOf('&#x7b;&#x7b;7*7&#x7d;&#x7d;').trim()), [
    { tag: 'p', attributes: {}, children: ['{{7*7}}'] },
  ])
})

test('direction marks, invisible characters and many accents are text', () => {
  for (const text of ['\u202eevil\u202c', 'a\u200bb', 'е' + '\u0301'.repeat(10_000), '\ufeffa', '\u2028'])
    assertAllowed(htmlOf(`# ${text}\n\n[[${text}]] [${text}](${text})`))
})

test('whatever its source, a page contains only what is allowed', () => {
  const part = fc.oneof(
    fc.constantFrom(...scripts, ...addresses),
    fc.constantFrom(
      '[',
      ']',
      '(',
      ')',
      '[[',
      ']]',
      '!',
      '<',
      '>',
      '"',
      "'",
      '`',
      '```',
      '~~~',
      '*',
      '_',
      '~~',
      '|',
      '\n',
      '\n\n',
      '\\',
      '&',
      '#',
      ':',
      ' ',
    ),
    fc.constantFrom(
      '- ',
      '1. ',
      '> ',
      '# ',
      '[x] ',
      '- [ ] ',
      '[^1]',
      '\n[^1]: ',
      '\n[r]: ',
      '[x][r]',
      '|-|\n',
      '    ',
      '\t',
      '\0',
      'www.a.b',
      'a@b.c',
      'http://',
    ),
    fc.string({ unit: 'grapheme', maxLength: 8 }),
  )
  fc.assert(
    fc.property(fc.array(part, { maxLength: 40 }), (parts) => {
      const source = parts.join('')
      const page = render(source, 'a/b')
      assert.equal(page.pieces.length, 3 * page.targets.length + 1)
      assertAllowed(fillIn(page, '/', (path) => path.length % 2 === 0))
    }),
    { numRuns: 1500 },
  )
})
