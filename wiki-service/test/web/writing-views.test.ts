import assert from 'node:assert/strict'
import { test } from 'node:test'
import { html } from '../../src/web/html.ts'
import { conflictView } from '../../src/web/views/conflict.ts'
import { editView } from '../../src/web/views/edit.ts'
import { emptyView } from '../../src/web/views/empty.ts'
import { keyboardView } from '../../src/web/views/keyboard.ts'
import { messageView } from '../../src/web/views/message.ts'
import { preferencesView } from '../../src/web/views/preferences.ts'
import { strangerTo } from '../../src/web/visitor.ts'
import { documentOf, hostile } from './markup.ts'

const now = new Date('2026-11-25T12:00:00Z')
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

test('a conflict shows both sides of each choice, and whose other changes were merged', () => {
  const parts = [
    { kind: 'merged', text: Array.from({ length: 9 }, (_, index) => `${hostile}${index}`).join('\n') },
    { kind: 'conflict', base: '', yours: hostile, current: '' },
    { kind: 'merged', text: hostile, by: 'yours' },
    { kind: 'merged', text: 'c', by: 'current' },
  ] as const
  const theirs = { version: 8, author: { id: 2, name: hostile }, savedTime: '2026-11-25T11:58:00Z', title: hostile }
  const view = { page: { id: 1, path: 'a/b', title: 'B' }, fields, theirs, parts, hasTitleConflict: true, now }
  const text = documentOf(conflictView(view))
  assert.match(text, /<h1>Two of four changes need you<\/h1>[^]*The other changes fit and are merged below\./)
  assert.match(text, /Choice 1 of 2: the title[^]*Choice 2 of 2: &#34;/)
  assert.match(text, /3 lines without a choice[^]*Nothing: these lines are removed/)
  assert.match(text, /Your change, merged[^]*evil&rsquo;s change, merged<\/p><p class="source">c</)
  assert.equal([...text.matchAll(/ autofocus>/g)].length, 1)
  const lone = documentOf(conflictView({ ...view, parts: parts.slice(0, 2), hasTitleConflict: false }))
  assert.match(lone, /<h1>One change needs you<\/h1>/)
  assert.doesNotMatch(lone, /merged below/)
})

test('the editor of a new page derives the path from the title', () => {
  const blank = { ...fields, title: '', path: '', base: 0 }
  const text = documentOf(editView({ fields: blank, page: undefined, isNameAsked: false, preview, nonce: 'n' }))
  assert.match(text, /action="\/wiki\/-\/new"[^]*value="" required maxlength="200" autofocus[^]*Derived from the title/)
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
