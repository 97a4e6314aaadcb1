import assert from 'node:assert/strict'
import { test } from 'node:test'
import { emailAddress, loginName, passwordFault, shownName } from '../../src/identity/names.ts'

test('login names have a canonical form, of characters that people can type', () => {
  assert.deepEqual(['Ana', 'ＡＮＡ', ' ana\t', 'ANA'].map(loginName), ['ana', 'ana', 'ana', 'ana'])
  assert.equal(loginName('İlker'), loginName('i̇lker'))
  const refused = ['', ' ', '.', '-x', 'a b', 'a@b', 'a\0b', 'a\u202Eb', 'a\u200Bb', 'a/b', 'x'.repeat(65), '<b>']
  assert.deepEqual(
    refused.filter((name) => loginName(name) !== undefined),
    [],
  )
})

test('addresses have a canonical form', () => {
  assert.equal(emailAddress(' Ana@Example.ORG '), 'ana@example.org')
  assert.deepEqual(
    ['ana', '@', 'a@', '@b', 'a@b@c', 'a b@c', 'a\n@c', `${'x'.repeat(250)}@b.org`].filter(emailAddress),
    [],
  )
})

test('passwords are bounded in characters and bytes, and contain no NUL', () => {
  assert.equal(passwordFault('long enough'), undefined)
  assert.equal(passwordFault('パスワードは十文字以上'), undefined)
  for (const text of ['short', 'e\u0301'.repeat(9), 'x'.repeat(1025), 'long\0enough', `long enough\uD800`])
    assert.ok(passwordFault(text), JSON.stringify(text.slice(0, 20)))
})

test('displayed names are a single line', () => {
  assert.equal(shownName(' Ana \n Ruiz '), 'Ana Ruiz')
  assert.equal(shownName('\t'), undefined)
})
