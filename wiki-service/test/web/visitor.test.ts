import assert from 'node:assert/strict'
import { test } from 'node:test'
import { authorCookie, keysCookie, strangerTo, themeCookie, visitorOf } from '../../src/web/visitor.ts'

test('a browser is recognized by its cookies', () => {
  const name = 'Ana Ruiz; "ü" <b>'
  const cookies = [authorCookie(7, name), themeCookie('dark'), keysCookie(false)]
  const sent = cookies.map((cookie) => cookie.split(';', 1)[0]).join('; ')
  assert.deepEqual(visitorOf(`other=1; ${sent}`), { id: 7, name, theme: 'dark', hasKeys: false, standing: 'open' })
  for (const cookie of cookies) assert.match(cookie, /; Path=\/; Max-Age=31536000; HttpOnly; SameSite=Lax$/)
  for (const cookie of [themeCookie('auto'), keysCookie(true)]) assert.match(cookie, /=; Path=\/; Max-Age=0;/)
})

test('foreign cookies count as absent', () => {
  const odd = 'wiki_theme="><script>; wiki_author=0.YQ; wiki_author=99999999999.YQ; wiki_author=1; wiki_keys=maybe; ='
  const stranger = strangerTo({ members: undefined })
  assert.deepEqual(visitorOf(odd), stranger)
  assert.deepEqual(visitorOf(), stranger)
})

test('who is signed in counts more than what the browser remembers', () => {
  const cookies = 'wiki_author=7.QW5h; wiki_theme=dark'
  const account = { kind: 'account', userId: 9, name: 'Ben', role: 'reader', via: 'session', scope: 'admin' } as const
  const chosen = { theme: 'dark', hasKeys: true }
  assert.deepEqual(visitorOf(cookies, account), { id: 9, name: 'Ben', standing: 'reader', ...chosen })
  const anonymous = { id: undefined, name: undefined, standing: 'anonymous', ...chosen }
  assert.deepEqual(visitorOf(cookies, { kind: 'anonymous' }), anonymous)
})
