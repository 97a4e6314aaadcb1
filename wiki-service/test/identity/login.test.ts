import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { tryLimits } from '../../src/identity/throttle.ts'
import { rowsOf, within } from '../support/open-stores.ts'
import { addAccount, commandLine, startMembers } from './open-members.ts'

const opened = await startMembers()
after(() => opened[Symbol.asyncDispose]())
const { members, databaseUrl } = opened
const soon = (): number => within(15_000)

async function add(login: string, password = 'a password of hers'): Promise<number> {
  const passwordHash = await members.passwords.hash(password)
  const account = { name: `${login} name`, login, email: `${login}@example.org`, passwordHash, role: 'editor' as const }
  return addAccount(members, account)
}

function tried(name: string, password: string, client = '192.0.2.1') {
  return members.login({ name, password, client, earlier: undefined }, soon())
}

test('an account is a user, and signs in by name or address in any case and form', async () => {
  const userId = await add('zoé')
  const [user] = await rowsOf<{ name: string }>(databaseUrl, `select name from users where id = ${userId}`)
  assert.equal(user?.name, 'zoé name')
  for (const name of ['zoé', 'ZOÉ', ' zoe\u0301 ', 'Zoé@Example.org'])
    assert.equal((await tried(name, 'a password of hers')).kind, 'signed_in', name)
  assert.equal((await tried('zoé', 'a\u00A0password of hers')).kind, 'signed_in')
})

test('names and addresses are unique', async () => {
  await add('taken')
  const account = { name: 'x', passwordHash: null, role: 'reader' as const }
  const create = (login: string, email: string) =>
    members.accounts.create({ ...account, login, email }, commandLine, soon())
  assert.deepEqual(await create('taken', 'new@example.org'), { kind: 'login_taken' })
  assert.deepEqual(await create('new', 'taken@example.org'), { kind: 'email_taken' })
})

test('a wrong name, a wrong password and a disabled account get the same refusal', async () => {
  const userId = await add('mia')
  const refused = { kind: 'refused' }
  assert.deepEqual(await tried('nobody', 'a password of hers'), refused)
  assert.deepEqual(await tried('mia', 'a password of his'), refused)
  assert.deepEqual(await tried('mia', ''), refused)
  assert.deepEqual(await tried('mi\0a', 'a password of hers'), refused)
  assert.deepEqual(await tried('mia', `a password of hers${' '.repeat(2 ** 20)}`), refused)
  await members.accounts.change(userId, { isDisabled: true }, commandLine, soon())
  assert.deepEqual(await tried('mia', 'a password of hers'), refused)
})

test('a changed password ends the sessions of the old one', async () => {
  const userId = await add('ines')
  const before = await tried('ines', 'a password of hers')
  assert.ok(before.kind === 'signed_in')
  assert.ok(await members.tokens.create(userId, 'bot', 'read', null, commandLine, soon()))
  const counts = async () =>
    rowsOf(
      databaseUrl,
      `select (select count(*)::int from sessions where user_id = ${userId}) as sessions,
        (select count(*)::int from api_tokens where user_id = ${userId}) as tokens`,
    )
  assert.deepEqual(await counts(), [{ sessions: 1, tokens: 1 }])
  const hash = await members.passwords.hash('another password')
  assert.equal(await members.accounts.setPassword(userId, hash, commandLine, soon()), true)
  assert.deepEqual(await counts(), [{ sessions: 0, tokens: 0 }])
  assert.equal((await tried('ines', 'a password of hers')).kind, 'refused')
  assert.equal((await tried('ines', 'another password')).kind, 'signed_in')
})

test('signing in again ends the previous session of the browser', async () => {
  await add('otto')
  const first = await tried('otto', 'a password of hers')
  assert.ok(first.kind === 'signed_in')
  const request = { name: 'otto', password: 'a password of hers', client: '', earlier: first.session.secret }
  assert.equal((await members.login(request, soon())).kind, 'signed_in')
  const sessions = await rowsOf(
    databaseUrl,
    `select 1 from sessions where user_id = (select user_id from accounts where login = 'otto')`,
  )
  assert.equal(sessions.length, 1)
})

test('attempts with one name are limited per network and in total; successful ones do not count', async () => {
  await add('lea')
  for (let count = 0; count < 12; count += 1)
    assert.equal((await tried('lea', 'a password of hers', '198.51.100.7')).kind, 'signed_in')
  const kinds = await Promise.all(
    Array.from(
      { length: tryLimits.nameFromNetwork + 5 },
      async (_, index) => (await tried('lea', 'wrong', `2001:db8::${index + 1}`)).kind,
    ),
  )
  assert.equal(kinds.filter((kind) => kind === 'refused').length, tryLimits.nameFromNetwork)
  assert.equal(kinds.filter((kind) => kind === 'throttled').length, 5)
  assert.equal((await tried('lea', 'a password of hers', '198.51.100.7')).kind, 'signed_in')
  assert.equal((await tried('lea', 'wrong', '203.0.113.8')).kind, 'refused')
  await rowsOf(databaseUrl, `update login_tries set tries = 1000 where tries > 0`)
  const throttled = await tried('lea', 'a password of hers', '203.0.113.9')
  assert.ok(throttled.kind === 'throttled' && throttled.retryAfterSeconds > 0 && throttled.retryAfterSeconds <= 900)
})
