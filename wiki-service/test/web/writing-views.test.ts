import assert from 'node:assert/strict'
import { test } from 'node:test'
import { html } from '../../src/web/html.ts'
import { editView } from '../../src/web/views/edit.ts'
import { emptyView } from '../../src/web/views/empty.ts'
import { keyboardView } from '../../src/web/views/keyboard.ts'
import { messageView } from '../../src/web/views/message.ts'
import { preferencesView } from '../../src/web/views/preferences.ts'
import { strangerTo } from '../../src/web/visitor.ts'
import { documentOf, hostile } from './markup.ts'

const fields = {
  title: hostile,
  path: 'a/b',
  text: `\n${hostile}</textarea>`,
  summary: hostile,
  name: hostile,
  base: 7,
  key: 'k',
}
const preview = html`<p>Hello</p>`

test('the editor keeps what was typed, including line breaks, and shows what is wrong with it', () => {
  const page = { id: 1, path: 'a/b', title: hostile }
  const errors = { title: hostile, path: 'Taken', text: 'Too long', summary: 'Too long', name: 'Too long' }
  const view = { fields, page, isNameAsked: true, errors, preview, nonce: 'n1' }
  const text = documentOf(editView(view))
  assert.match(text, /action="\/wiki\/a\/b\/-\/edit"[^]*name="base" value="7">[^]*name="key" value="k">/)
  assert.match(text, /formaction="\/wiki\/a\/b\/-\/preview"/)
  assert.match(text, /id="path"[^>]*aria-describedby="pathhelp patherror" aria-invalid="true"/)
  assert.match(text, /id="title"[^>]*aria-invalid="true" aria-describedby="titleerror"/)
  assert.match(editView(view).main.text, />\n\n&#34;&#39;&#62;[^<]*&#60;\/textarea&#62;<\/textarea>/)
  assert.match(text, /editor.js" nonce="n1"/)
})

test('the editor of a new page derives the path from the title', () => {
  const blank = { ...fields, title: '', path: '', base: 0 }
  const text = documentOf(editView({ fields: blank, page: undefined, isNameAsked: false, preview, nonce: 'n' }))
  assert.match(text, /action="\/wiki\/-\/new"[^]*value="" required maxlength="200" autofocus[^]*Made from the title/)
  assert.doesNotMatch(text, /id="name"/)
})

test('the small pages can be shown', () => {
  assert.match(documentOf(emptyView(`http://${hostile}`)), /This wiki is empty/)
  assert.match(documentOf(keyboardView()), /<kbd class="shown">j<\/kbd><kbd class="shown">k<\/kbd>/)
  assert.match(
    documentOf(preferencesView({ ...strangerTo({ members: undefined }), name: hostile, hasKeys: false })),
    /value="on"><label for="keys">/,
  )
  assert.match(documentOf(messageView({ title: hostile, text: html`${hostile}` })), /href="\/">Home/)
})
