import assert from 'node:assert/strict'
import { test } from 'node:test'
import { html, Markup } from '../../src/web/html.ts'
import { icon, sprite } from '../../src/web/parts/icons.ts'

test('values in a template are escaped unless they are markup', () => {
  const hostile = `"'><script>alert(1)</script>&amp;{{7*7}}\${1}\n  <%= 1 %>`
  const escaped = '&#34;&#39;&#62;&#60;script&#62;alert(1)&#60;/script&#62;&#38;amp;{{7*7}}${1}\n  &#60;%= 1 %&#62;'
  assert.equal(html`<a title="${hostile}">${hostile}</a>`.text, `<a title="${escaped}">${escaped}</a>`)
  assert.equal(html`${[hostile, [hostile, new Markup('<b>')]]}`.text, `${escaped}${escaped}<b>`)
  assert.equal(html`[${undefined}${null}${false}${0}${''}]`.text, '[0]')
})

test('templates lose their indentation, and their values keep it', () => {
  const list = html`
    <ul>
      <li>${'  a\n  b'}</li>
    </ul>
  `
  assert.equal(list.text, '\n<ul>\n<li>  a\n  b</li>\n</ul>\n')
})

test('a page contains each icon that it uses once', () => {
  const page = html`${icon('menu')}${icon('menu')}<a href="#i-trash">&lt;use href="#i-bold"</a>`.text
  const ids = [...sprite(page).text.matchAll(/<symbol id="(.*?)"/g)].map(([, id]) => id)
  assert.deepEqual(ids, ['i-menu'])
})
