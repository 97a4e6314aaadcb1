import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { startPagesApi } from '../support/pages-api.ts'

const wiki = await startPagesApi()
after(() => wiki[Symbol.asyncDispose]())
const { client } = wiki

async function preview(content: string, path?: string): Promise<string> {
  const { data } = await client.POST('/preview', { body: { content, ...(path && { path }) } })
  assert.ok(data)
  return data.html
}

test('a preview is the HTML of the page, with its missing links', async () => {
  await client.POST('/pages', { body: { user_id: 1, title: 'Glossary', path: 'hand/glossary', content: '' } })
  assert.equal(
    await preview('[a](glossary) [[hand/glossary#x|b]] [c](other)', 'hand/start'),
    '<p><a href="/wiki/hand/glossary">a</a> <a href="/wiki/hand/glossary#h-x">b</a> ' +
      '<a href="/wiki/hand/other" class="missing" title="This page does not exist yet">c<span class="vh"> (page does not exist yet)</span></a></p>\n',
  )
  assert.match(await preview('[a](glossary)'), /href="\/wiki\/glossary" class="missing"/)
})

test('a preview equals the HTML of the page, which changes when a linked page is created', async () => {
  const content = '# Start\n\n- [ ] [[Later]]\n\n| a |\n|--:|\n| b[^1] |\n\n[^1]: `c`\n'
  const { data: page } = await client.POST('/pages', { body: { user_id: 1, title: 'Same', path: 'x/same', content } })
  const asHtml = () => wiki.api.get(`/pages/${page?.id}`, { accept: 'text/html' })
  const before = await asHtml()
  assert.equal(before.text, await preview(content, 'x/same'))
  assert.match(before.text, /class="missing"/)
  await client.POST('/pages', { body: { user_id: 1, title: 'Later', content: '' } })
  const after = await asHtml()
  assert.equal(after.text, await preview(content, 'x/same'))
  assert.doesNotMatch(after.text, /class="missing"/)
  assert.notEqual(before.headers.get('etag'), after.headers.get('etag'))
})

test('a text that takes too long is shown as its source', async () => {
  const hostile = '![<b>'.repeat(200_000)
  const html = await preview(hostile)
  assert.ok(html.startsWith('<p class="note warn" role="status">'))
  assert.ok(html.includes('![&lt;b&gt;![&lt;b&gt;'))
})

test('a member that is not text is refused by name', async () => {
  for (const body of [{}, { content: 1 }, { content: 'a', path: '../x' }, { content: '\ud800' }]) {
    const { response, error } = await client.POST('/preview', { body: body as { content: string } })
    assert.equal(response.status, 422)
    assert.match(JSON.stringify(error), /content|path/)
  }
  const { response } = await client.POST('/preview', { body: { content: 'ä'.repeat(524_289) } })
  assert.equal(response.status, 413)
})
