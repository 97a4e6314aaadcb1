import assert from 'node:assert/strict'
import { test } from 'node:test'
import { membersView, memberView } from '../../src/web/views/settings/members.ts'
import { revokeView, tokensView } from '../../src/web/views/settings/tokens.ts'
import { youView } from '../../src/web/views/settings/you.ts'
import { newPasswordView } from '../../src/web/views/new-password.ts'
import { signedOutView } from '../../src/web/views/signed-out.ts'
import { signInView } from '../../src/web/views/sign-in.ts'
import { historyView } from '../../src/web/views/history.ts'
import { missingView } from '../../src/web/views/missing.ts'
import { pageView } from '../../src/web/views/page.ts'
import { preferencesView } from '../../src/web/views/preferences.ts'
import { html } from '../../src/web/html.ts'
import { mayWrite, type Standing, strangerTo } from '../../src/web/visitor.ts'
import { documentOf, hostile } from './markup.ts'

const now = new Date('2026-11-25T10:00:00Z')
const settings = { isAdmin: true, notices: [], tree: { nodes: [] }, now }

test('every view of accounts escapes text of users', () => {
  const providers = [{ id: 'lantern', name: hostile }]
  const problem = { text: hostile, isOfFields: true }
  const member = {
    userId: 1,
    name: hostile,
    login: hostile,
    email: hostile,
    role: 'admin' as const,
    isDisabled: true,
    loginTime: null,
  }
  const token = { id: 3, hint: hostile, name: hostile, scope: 'write' as const, expiresTime: null, usedTime: null }
  const errors = { name: hostile, login: hostile, email: hostile, password: hostile, current: hostile }
  const pages = [
    signInView({ providers, next: hostile, name: hostile, problem, isPublic: true }),
    newPasswordView({ key: hostile, isFirstAdmin: true, name: hostile, login: hostile, errors }),
    youView({ ...settings, ...member, hasPassword: true, hasKeys: true, errors }),
    tokensView({ ...settings, tokens: [token], errors }),
    revokeView(settings, token),
    membersView({
      ...settings,
      members: [member],
      ownId: 2,
      more: '/settings/members?after=1',
      requests: [{ id: 1, userId: 1, name: hostile, email: hostile, issuer: hostile }],
      typed: { name: hostile, login: hostile, email: hostile, role: 'admin' },
      errors,
    }),
    memberView(settings, member, false),
    signedOutView('/wiki/x/-/edit', [
      ['text', hostile],
      ['summary', hostile],
      [hostile, hostile],
      ['hand1', `${hostile}\n`],
    ]),
  ]
  for (const page of pages) assert.match(documentOf(page), /&#60;script&#62;/)
})

test('the page for a signed-out sender contains every field once, as sent', () => {
  const text = documentOf(
    signedOutView('/wiki/x/-/edit', [
      ['text', '\nfirst'],
      ['base', '7'],
      ['more', 'a\nb'],
    ]),
  )
  // The first line break after the tag is not part of the text.
  assert.match(text, /<textarea class="mono" id="kept-0" name="text" rows="12"> first<\/textarea>/)
  assert.match(text, /<input type="hidden" name="base" value="7">/)
  assert.match(text, /<textarea name="more" hidden> a b<\/textarea>/)
})

test('forbidden actions are not offered, and anonymous readers can sign in to write', () => {
  const tree = { nodes: [] }
  const time = '2026-11-25T09:41:00Z'
  const page = { path: 'x', title: 'X', version: 2, tags: [], updatedTime: time, updatedBy: { id: 1, name: 'Ana' } }
  const one = { version: 1, kind: 'create', author: page.updatedBy, summary: '', growth: 1, createdTime: time }
  const offered = (standing: Standing): string[] => {
    const read = pageView({ ...page, article: html``, headings: [], backlinks: [], standing, tree, now })
    const missing = missingView({ path: 'y', title: 'Y', backlinks: [], similar: [], isFolder: false, tree, standing })
    const versions = [{ ...one, version: 2 }, one]
    const rest = { createdTime: time, versions, older: undefined, key: 'k', tree, now }
    const history = historyView({ ...page, ...rest, mayWrite: mayWrite(standing) })
    const text = [read, missing, history].map((view) => documentOf(view, standing)).join('')
    const known = [
      'New page',
      '/x/-/edit',
      '/x/-/move',
      '/x/-/trash',
      '/wiki/-/trash',
      '/y/-/edit',
      '/-/restore',
      'Sign in<',
      'Sign out<',
    ]
    return known.filter(
      (words) => text.includes(words) && !(words === '/y/-/edit' && !text.includes('Create this page')),
    )
  }
  const editing = ['New page', '/x/-/edit', '/x/-/move', '/x/-/trash', '/wiki/-/trash', '/y/-/edit', '/-/restore']
  assert.deepEqual(offered('open'), editing)
  assert.deepEqual(offered('anonymous'), ['New page', '/x/-/edit', '/y/-/edit', 'Sign in<'])
  assert.deepEqual(offered('reader'), ['Sign out<'])
  assert.deepEqual(offered('editor'), [...editing, 'Sign out<'])
  assert.deepEqual(offered('admin'), [...editing, 'Sign out<'])
})

test('only open mode asks for a name', () => {
  const visitor = strangerTo({ members: undefined })
  assert.match(documentOf(preferencesView(visitor)), /Your name/)
  assert.doesNotMatch(documentOf(preferencesView({ ...visitor, standing: 'editor' })), /Your name|asks nobody/)
})
