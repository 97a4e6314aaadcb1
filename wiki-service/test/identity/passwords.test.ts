import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Unavailable } from '../../src/database/unavailable.ts'
import { Passwords } from '../../src/identity/passwords.ts'

test('a crowd of sign-ins is answered or refused, and the last of them can sign in again', async () => {
  const passwords = new Passwords()
  const hash = await passwords.hash('the right one')
  const outcomes = await Promise.allSettled(
    Array.from({ length: 100 }, (_, index) => passwords.matches(index % 2 === 0 ? 'the right one' : 'wrong', hash)),
  )
  const answered = outcomes.filter(({ status }) => status === 'fulfilled')
  const refused = outcomes.filter((outcome) => outcome.status === 'rejected' && outcome.reason instanceof Unavailable)
  // One at work, and 64 that wait.
  assert.deepEqual([answered.length, refused.length], [65, 35])
  for (const [index, outcome] of answered.entries())
    assert.equal(outcome.status === 'fulfilled' && outcome.value, index % 2 === 0)
  assert.equal(await passwords.matches('the right one', hash), true)
})

test('hashes of one password differ, and say by what they were made', async () => {
  const passwords = new Passwords()
  const [one, other] = [await passwords.hash('the same'), await passwords.hash('the same')]
  assert.notEqual(one, other)
  assert.match(one, /^\$argon2id\$v=19\$m=12288,t=3,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
  assert.equal(await passwords.matches('the same', null), false)
})
