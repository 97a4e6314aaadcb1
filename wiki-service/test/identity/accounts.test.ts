import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { rowsOf, within } from '../support/open-stores.ts'
import { addAccount, commandLine, startMembers } from './open-members.ts'

const opened = await startMembers()
after(() => opened[Symbol.asyncDispose]())
const { members, databaseUrl } = opened
const soon = (): number => within(15_000)

function account(login: string) {
  return { name: login, login, email: null, passwordHash: null }
}

test('a link creates the first admin once, and only while there is none', async () => {
  const [one, other] = [await members.links.forFirstAdmin(soon()), await members.links.forFirstAdmin(soon())]
  assert.ok(one !== undefined && other !== undefined)
  assert.equal(await members.links.owner(one, soon()), null)
  const made = await Promise.all(
    [one, other, one].map((link, index) => members.links.createFirstAdmin(link, account(`first${index}`), '', soon())),
  )
  assert.equal(made.filter(({ kind }) => kind === 'created').length, 1)
  assert.equal(made.filter(({ kind }) => kind === 'no_such_link').length, 2)
  assert.equal(await members.links.forFirstAdmin(soon()), undefined)
  assert.equal(await members.links.owner(other, soon()), undefined)
})

test('the last admin remains one, and a disabled account has no session or token left', async () => {
  const [admin] = await members.accounts.list(0, 1, soon())
  assert.equal(admin?.role, 'admin')
  const id = admin.userId
  assert.equal(await members.accounts.change(id, { role: 'reader' }, commandLine, soon()), 'last_admin')
  assert.equal(await members.accounts.change(id, { isDisabled: true }, commandLine, soon()), 'last_admin')
  const second = await addAccount(members, { login: 'second', role: 'admin' })
  assert.ok(await members.tokens.create(second, 'bot', 'admin', 1, commandLine, soon()))
  const both = await Promise.all(
    [id, second].map((user) => members.accounts.change(user, { isDisabled: true }, commandLine, soon())),
  )
  assert.deepEqual(both.toSorted(), ['changed', 'last_admin'])
  const left = await rowsOf(
    databaseUrl,
    'select 1 from api_tokens join accounts using (user_id) where disabled_time is not null',
  )
  assert.equal(left.length, 0)
})

test('a link to choose a password works once, and not after a newer one exists', async () => {
  const userId = await addAccount(members, { login: 'forgetful', role: 'editor' })
  const [first, second] = [
    await members.links.forPassword(userId, commandLine, soon()),
    await members.links.forPassword(userId, commandLine, soon()),
  ]
  assert.ok(first !== undefined && second !== undefined)
  const choose = async (link: string, password: string) =>
    members.links.choosePassword(link, await members.passwords.hash(password), '', soon())
  assert.equal(await choose(first, 'the first one'), undefined)
  assert.equal(await members.links.owner(second, soon()), userId)
  assert.equal(await choose(second, 'the second one'), userId)
  assert.equal(await choose(second, 'the third one'), undefined)
  const stored = await members.accounts.byId(userId, soon())
  assert.ok(stored)
  assert.equal(await members.passwords.matches('the second one', stored.passwordHash), true)
})

test('an account of a provider is found only by issuer and subject together', async () => {
  const provider = { issuer: 'https://issuer.example', subject: '248289761001' }
  const linked = await addAccount(members, { login: 'linked', provider })
  assert.equal((await members.accounts.byProvider(provider, soon()))?.userId, linked)
  assert.equal(await members.accounts.byProvider({ ...provider, issuer: 'https://evil.example' }, soon()), undefined)
  const other = await addAccount(members, { login: 'other' })
  const { linkRequests } = members
  const second = { ...provider, subject: '2' }
  for (const wanted of [provider, second]) await linkRequests.ask(other, wanted, 'a@b.example', '', soon())
  for (const { id } of await linkRequests.list(10, soon()))
    assert.equal(await linkRequests.answer(id, true, commandLine, soon()), true)
  assert.equal((await members.accounts.byProvider(provider, soon()))?.userId, linked)
  assert.equal((await members.accounts.byProvider(second, soon()))?.userId, other)
})

test('deleting or truncating users by SQL removes their accounts', async () => {
  const gone = await addAccount(members, { login: 'gone' })
  await rowsOf(databaseUrl, `delete from users where id = ${gone}`)
  assert.equal(await members.accounts.byId(gone, soon()), undefined)
  await rowsOf(databaseUrl, 'truncate users restart identity cascade')
  assert.deepEqual(await members.accounts.list(0, 10, soon()), [])
})
