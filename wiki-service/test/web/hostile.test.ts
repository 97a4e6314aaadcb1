import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { startApi } from '../support/api.ts'
import { FormBrowser } from './browser-form.ts'
import { hostile } from './markup.ts'

const scope = new AsyncDisposableStack()
const api = scope.use(await startApi())
after(() => scope.disposeAsync())

const text = `${hostile}

# location ${hostile}

[x](javascript:alert(1)) [y](&#106;avascript:alert(1)) <javascript:alert(1)> [[javascript:alert(1)]] [[x|<img onerror>]]
![a](b "x\\" onerror=\\"alert(1)") [r][r] {{constructor.constructor('alert(1)')()}} \${7*7}

[r]: javascript:alert(1)

\`\`\`"><img src=x onerror=alert(1)>
code
\`\`\`

<style>@import 'x'</style><base href="//evil"><iframe srcdoc="x"></iframe>
`

test('hostile text through the forms is shown as text on every view', async () => {
  const eve = new FormBrowser(api.url)
  await eve.get('/wiki/-/new?path=a/b')
  await eve.submit('Save', { title: hostile, text, summary: hostile, name: hostile })
  assert.equal(new URL(eve.url).pathname, '/wiki/a/b', eve.text)
  await eve.get('/wiki/a/b/-/edit')
  await eve.submit('Save', { text: `${text}${hostile}`, summary: hostile })
  const asked = encodeURIComponent(hostile)
  for (const view of [
    '/',
    '/wiki/a/b',
    ...['edit', 'history', 'diff', 'diff?view=split', 'versions/1', 'move'].map((action) => `/wiki/a/b/-/${action}`),
    ...['changes', 'pages', 'pages?under=a', 'pages/wanted', 'pages/orphans', 'users/1', 'preferences'].map(
      (list) => `/wiki/-/${list}`,
    ),
    `/wiki/-/new?title=${asked}&path=${asked}`,
    `/wiki/${asked}`,
    '/search?q=location',
    `/search?q=${asked}&tag=${asked}&under=${asked}`,
  ]) {
    await eve.get(view)
    assertHarmless(eve.text, view)
  }
  await eve.get('/wiki/a/b')
  await eve.submit('Move to trash')
  assertHarmless(eve.text, 'the trash')
})

test('a form that is too large says so, and how to keep the text', async () => {
  const answer = await fetch(`${api.url}/wiki/-/new`, {
    method: 'POST',
    headers: { origin: api.url },
    body: new URLSearchParams({ title: 'Large', text: 'x'.repeat(5 * 1024 * 1024) }),
  })
  assert.equal(answer.status, 413)
  assert.match(await answer.text(), /This is too large to save[^]*Go back: what you typed is still there/)
})

function assertHarmless(page: string, view: string): void {
  const tags = page.match(/<[a-z](?:[^"'>]|"[^"]*"|'[^']*')*>/gi) ?? []
  for (const tag of tags) {
    assert.doesNotMatch(tag, /^<(?:iframe|base|style|object)\b|^<script>/i, view)
    const names = tag.replaceAll(/"[^"]*"|'[^']*'/g, '""')
    assert.doesNotMatch(names, /\s(?:on\w+|style|srcdoc)=/i, view)
    assert.doesNotMatch(tag, /(?:href|src|action)="\s*(?:javascript|data|vbscript):/i, view)
  }
}
