import assert from 'node:assert/strict'
import { test } from 'node:test'
import { claimAt } from '../../src/identity/oidc/provided-person.ts'
import { readProviders } from '../../src/identity/oidc/settings.ts'

const least = { id: 'main', issuer: 'https://login.example/realms/main', clientId: 'wiki' }

test('a provider requires an id, an issuer and a client id', () => {
  const [provider] = readProviders(JSON.stringify([least]))
  assert.deepEqual(provider, {
    ...least,
    issuer: new URL(least.issuer),
    name: 'main',
    clientSecretFile: undefined,
    scopes: ['openid', 'profile', 'email'],
    rolesClaim: undefined,
    roles: new Map(),
    defaultRole: undefined,
  })
})

test('without a setting there are no providers', () => {
  assert.deepEqual(readProviders(undefined), [])
})

test('every problem is reported with its location, without quoting the text', () => {
  const cases: [unknown, RegExp][] = [
    [{}, /^must be a JSON array/],
    [[{}], /^\[0\]\.id must .*; \[0\]\.issuer must .*; \[0\]\.clientId must /],
    [[least, { ...least, id: 'Main' }], /^\[1\]\.id must be up to 40 lower-case/],
    [[least, least], /^two providers have the id "main"/],
    [[{ ...least, issuer: 'http://login.example' }], /must be an https URL; http is for this machine alone/],
    [[{ ...least, issuer: 'https://a:b@login.example' }], /issuer must be a plain URL/],
    [[{ ...least, scopes: ['email'] }], /scopes must be a list of words, with openid/],
    [[{ ...least, roles: { a: 'reader' } }], /roles requires rolesClaim/],
    [[{ ...least, rolesClaim: 'groups', roles: { a: 'owner' } }], /roles\.a must be one of reader, editor, admin/],
    [[{ ...least, defaultRole: 'none' }], /defaultRole must be one of/],
    [[{ ...least, clientSecretFile: 'secret' }], /clientSecretFile must be an absolute path/],
    [[{ ...least, clientSecret: 'hidden' }], /^\[0\]\.clientSecret is not a setting$/],
  ]
  for (const [value, message] of cases) assert.throws(() => readProviders(JSON.stringify(value)), { message })
  assert.throws(() => readProviders('{secret'), { message: 'must be JSON' })
})

test('a claim is found by name or path, and inherited properties are not', () => {
  const claims = { 'https://x.example/roles': ['a'], realm_access: { roles: ['b'] } }
  assert.deepEqual(claimAt(claims, 'https://x.example/roles'), ['a'])
  assert.deepEqual(claimAt(claims, 'realm_access.roles'), ['b'])
  for (const path of ['constructor', 'realm_access.constructor.name', 'none.roles', '__proto__'])
    assert.equal(claimAt(claims, path), undefined, path)
})
