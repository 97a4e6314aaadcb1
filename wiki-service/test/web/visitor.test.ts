import assert from 'node:assert/strict'
import { test } from 'node:test'
import { authorCookie, keysCookie, stranger, themeCookie, visitorOf } from '../../src/web/visitor.ts'

test('a browser is recognized by its cookies', () => {
  const name = 'Ana Ruiz; "ü" <b>'
  const cookies = [authorCookie(7, name), themeCookie('dark'), keysCookie(false)]
  const sent = cookies.map((cookie) => cookie.split(';', 1)[0]).join('; ')
  assert.deepEqual(visitorOf(`other=1; ${sent}`), { id: 7, name, theme: 'dark', hasKeys: false })
  for (const cookie of cookies) assert.match(cookie, /; Path=\/; Max-Age=31536000; HttpOnly; SameSite=Lax$/)
  for (const cookie of [themeCookie('auto'), keysCookie(true)]) assert.match(cookie, /=; Path=\/; Max-Age=0;/)
})

test('foreign cookies count as absent', () => {
  const odd = 'wiki_theme="><script>; wiki_author=0.YQ; wiki_author=99999999999.YQ; wiki_author=1; wiki_keys=maybe; ='
  assert.deepEqual(visitorOf(odd), stranger)
  assert.deepEqual(visitorOf(), stranger)
})
