import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { admit } from '../../src/identity/oidc/admit.ts'
import type { ProvidedPerson } from '../../src/identity/oidc/provided-person.ts'
import { rowsOf, within } from '../support/open-stores.ts'
import { addAccount, commandLine, startMembers } from './open-members.ts'

const opened = await startMembers()
after(() => opened[Symbol.asyncDispose]())
const { members, databaseUrl } = opened
const soon = (): number => within(15_000)
const issuer = 'https://login.example'

const known = (subject: string, more: Partial<ProvidedPerson> = {}): ProvidedPerson => ({
  issuer,
  subject,
  name: `${subject} Name`,
  login: subject,
  email: undefined,
  role: 'editor',
  isRoleProvided: true,
  ...more,
})
const enter = (person: ProvidedPerson) => admit(members, person, { client: '192.0.2.1', earlier: undefined }, soon())
const accountOf = (subject: string) => members.accounts.byProvider({ issuer, subject }, soon())

const addLocal = (login: string, email: string) => addAccount(members, { login, email, role: 'admin' })

test('a new person gets an account, and keeps it', async () => {
  assert.equal((await enter(known('ana', { email: 'ana@login.example' }))).kind, 'signed_in')
  const account = await accountOf('ana')
  assert.deepEqual(
    [account?.login, account?.name, account?.email, account?.role],
    ['ana', 'ana Name', 'ana@login.example', 'editor'],
  )
  assert.equal((await enter(known('ana', { name: 'Other', login: 'other' }))).kind, 'signed_in')
  assert.equal((await accountOf('ana'))?.userId, account?.userId)
})

test('a login name that is taken or invalid is changed', async () => {
  await addLocal('ben', 'ben@wiki.example')
  assert.equal((await enter(known('ben'))).kind, 'signed_in')
  assert.match((await accountOf('ben'))?.login ?? '', /^ben-\d+$/)
  assert.equal((await enter(known('odd', { login: '../<b>' }))).kind, 'signed_in')
  assert.match((await accountOf('odd'))?.login ?? '', /^member/)
})

test('the provider assigns roles if it names any, but the last admin remains', async () => {
  await enter(known('cleo', { role: 'reader' }))
  await enter(known('cleo', { role: 'editor' }))
  assert.equal((await accountOf('cleo'))?.role, 'editor')
  assert.deepEqual(await enter(known('cleo', { role: undefined })), { kind: 'not_allowed' })
  assert.deepEqual(await enter(known('new', { role: undefined })), { kind: 'not_allowed' })
  // A default role is for new ones.
  assert.equal((await enter(known('cleo', { role: 'reader', isRoleProvided: false }))).kind, 'signed_in')
  assert.equal((await accountOf('cleo'))?.role, 'editor')
})

test('only an admin links an account with the same address, whatever the person tries', async () => {
  const userId = await addLocal('dora', 'dora@wiki.example')
  const dora = known('dora-subject', { email: 'dora@wiki.example' })
  assert.deepEqual(await enter(dora), { kind: 'waiting' })
  assert.deepEqual(await enter(dora), { kind: 'waiting' })
  const [request, ...more] = await members.linkRequests.list(10, soon())
  assert.ok(request)
  assert.deepEqual([request.userId, request.email, request.issuer, more], [userId, 'dora@wiki.example', issuer, []])
  assert.equal(await members.linkRequests.answer(request.id, true, { userId, client: '' }, soon()), true)
  assert.equal(await members.linkRequests.answer(request.id, true, { userId, client: '' }, soon()), false)
  assert.equal((await enter(dora)).kind, 'signed_in')
  assert.equal((await accountOf('dora-subject'))?.userId, userId)
})

test('a refused link grants nothing, and can be requested again', async () => {
  await addLocal('eve', 'eve@wiki.example')
  const eve = known('eve-subject', { email: 'eve@wiki.example' })
  await enter(eve)
  const [request] = await members.linkRequests.list(10, soon())
  assert.equal(await members.linkRequests.answer(request?.id ?? 0, false, commandLine, soon()), true)
  assert.equal(await accountOf('eve-subject'), undefined)
  assert.deepEqual(await enter(eve), { kind: 'waiting' })
})

test('a disabled account cannot sign in with a provider either', async () => {
  await enter(known('finn'))
  const account = await accountOf('finn')
  await members.accounts.change(account?.userId ?? 0, { isDisabled: true }, commandLine, soon())
  assert.deepEqual(await enter(known('finn')), { kind: 'not_allowed' })
  const rows = await rowsOf(databaseUrl, `select from sessions where user_id = ${account?.userId}`)
  assert.deepEqual(rows, [])
})
