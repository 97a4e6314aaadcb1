import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { attemptText, readAttempt } from '../../src/identity/oidc/attempt.ts'
import { type Ended, Oidc } from '../../src/identity/oidc/oidc.ts'
import { readProviders } from '../../src/identity/oidc/settings.ts'
import { type RunningProvider, startProvider } from '../support/oidc/start-provider.ts'
import { visitProvider } from '../support/oidc/visit-provider.ts'
import { scratchDirectory } from '../support/scratch-directory.ts'
import { until } from '../support/until.ts'

const wiki = 'https://wiki.example'
const people = {
  ana: { name: 'Ana Ruiz', email: 'ana@lantern.example', email_verified: true, groups: ['staff', 'wiki-admins'] },
  ben: { name: 'Ben', email: 'ana@lantern.example', email_verified: false, groups: ['staff'] },
  eve: { email: 'eve@lantern.example', groups: ['guests'] },
}
const scope = new AsyncDisposableStack()
let provider: RunningProvider
let secretFile: string

before(async () => {
  secretFile = join(scope.use(await scratchDirectory()).path, 'secret')
  await writeFile(secretFile, 'first secret\n')
  provider = scope.use(
    await startProvider({
      redirectUris: [`${wiki}/sign-in/with/lantern/return`],
      clientSecret: 'first secret',
      people,
    }),
  )
})
after(() => scope.disposeAsync())

function oidc(more: object = {}, waitMs = 60_000): Oidc {
  const lantern = {
    id: 'lantern',
    name: 'Lantern',
    issuer: provider.issuer,
    clientId: 'wiki',
    clientSecretFile: secretFile,
    scopes: ['openid', 'profile', 'email', 'groups'],
    rolesClaim: 'groups',
    roles: { staff: 'editor', 'wiki-admins': 'admin' },
    ...more,
  }
  return new Oidc(readProviders(JSON.stringify([lantern])), wiki, waitMs)
}

async function begin(client: Oidc, next = '/'): Promise<{ location: string; attempt: string }> {
  const begun = await client.begin('lantern', next)
  assert.equal(begun.kind, 'begun')
  return begun
}

/** @returns the address of a server that only resembles a provider */
async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1')
  scope.defer(() => server.close().closeAllConnections())
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

interface Told {
  readonly login?: string
  readonly answer?: 'allow' | 'refuse'
  readonly change?: (query: URLSearchParams) => void
}

/** A whole sign-in; `change` may change what the provider sends back. */
async function signIn(client: Oidc, { login = 'ana', answer, change }: Told = {}): Promise<Ended> {
  const { location, attempt } = await begin(client, '/wiki/x')
  const back = await visitProvider(location, wiki, { login, ...(answer && { answer }) })
  change?.(back.searchParams)
  return client.end('lantern', back.searchParams.toString(), attempt)
}

test('a person signs in with the highest of their roles, and returns to where they were', async () => {
  assert.deepEqual(await signIn(oidc()), {
    kind: 'person',
    person: {
      issuer: provider.issuer,
      subject: 'ana',
      name: 'Ana Ruiz',
      login: 'ana',
      email: 'ana@lantern.example',
      role: 'admin',
      isRoleProvided: true,
    },
    next: '/wiki/x',
  })
})

test('an unverified address is ignored', async () => {
  const ended = await signIn(oidc(), { login: 'ben' })
  assert.ok(ended.kind === 'person')
  assert.deepEqual([ended.person.subject, ended.person.email, ended.person.role], ['ben', undefined, 'editor'])
})

test('a person without a role gets the default one, or cannot sign in', async () => {
  const roleOf = (ended: Ended) => (ended.kind === 'person' ? ended.person.role : ended.kind)
  assert.equal(roleOf(await signIn(oidc(), { login: 'eve' })), undefined)
  assert.equal(roleOf(await signIn(oidc({ defaultRole: 'reader' }), { login: 'eve' })), 'reader')
})

test('the request for a code has PKCE, a new state and nonce each time, and one redirect address', async () => {
  const client = oidc()
  const [one, two] = [new URL((await begin(client)).location), new URL((await begin(client)).location)]
  assert.equal(one.searchParams.get('code_challenge_method'), 'S256')
  assert.equal(one.searchParams.get('redirect_uri'), `${wiki}/sign-in/with/lantern/return`)
  for (const name of ['state', 'nonce', 'code_challenge']) {
    assert.match(one.searchParams.get(name) ?? '', /^[\w-]{43}$/)
    assert.notEqual(one.searchParams.get(name), two.searchParams.get(name))
  }
})

test('a refusal is distinguished from a failure', async () => {
  assert.deepEqual(await signIn(oidc(), { answer: 'refuse' }), { kind: 'refused' })
})

test('an answer without its state, or in a browser without this sign-in, is refused', async () => {
  const client = oidc()
  assert.deepEqual(await signIn(client, { change: (query) => query.delete('state') }), { kind: 'stale' })
  assert.deepEqual(await signIn(client, { change: (query) => query.set('state', 'x') }), { kind: 'stale' })
  const { location } = await begin(client)
  const other = await begin(client)
  const back = await visitProvider(location, wiki, { login: 'ana' })
  for (const kept of [undefined, '', 'x', other.attempt])
    assert.deepEqual(await client.end('lantern', back.searchParams.toString(), kept), { kind: 'stale' })
})

test('a code is valid once, and only with the verifier and nonce of its sign-in', async () => {
  const client = oidc()
  const { location, attempt } = await begin(client)
  const answer = await visitProvider(location, wiki, { login: 'ana' })
  const query = answer.searchParams.toString()
  assert.equal((await client.end('lantern', query, attempt)).kind, 'person')
  assert.deepEqual(await client.end('lantern', query, attempt), { kind: 'failed', reason: 'invalid_grant' })
  for (const member of ['verifier', 'nonce']) {
    const begun = await begin(client)
    const back = await visitProvider(begun.location, wiki, { login: 'ana' })
    const known = readAttempt(begun.attempt)
    assert.ok(known)
    const changed = attemptText({ ...known, [member]: 'x'.repeat(43) })
    const ended = await client.end('lantern', back.searchParams.toString(), changed)
    assert.equal(ended.kind, 'failed', member)
  }
})

test('an answer from another issuer is refused', async () => {
  const ended = await signIn(oidc(), { change: (query) => query.set('iss', 'https://other.example') })
  assert.equal(ended.kind, 'failed')
})

test('a token whose signature no published key verifies is not taken', async () => {
  await provider.change({ kind: 'hide keys', isHidden: true })
  try {
    assert.deepEqual(await signIn(oidc()), { kind: 'failed', reason: 'OAUTH_KEY_SELECTION_FAILED' })
  } finally {
    await provider.change({ kind: 'hide keys', isHidden: false })
  }
})

test('new keys of the provider take effect immediately', async () => {
  const client = oidc()
  assert.equal((await signIn(client)).kind, 'person')
  await provider.change({ kind: 'rotate keys' })
  assert.equal((await signIn(client)).kind, 'person')
})

test('a new secret takes effect at the next sign-in', async () => {
  const client = oidc()
  await provider.change({ kind: 'set secret', clientSecret: 'second secret' })
  assert.deepEqual(await signIn(client), { kind: 'failed', reason: 'OAUTH_WWW_AUTHENTICATE_CHALLENGE' })
  await writeFile(secretFile, 'second secret')
  assert.equal((await signIn(client)).kind, 'person')
  assert.match(await readFile(secretFile, 'utf8'), /second/)
})

test('clocks may differ by less than a minute', async () => {
  const client = oidc()
  try {
    // Its tokens are valid for ten minutes.
    for (const [seconds, kind] of [
      [-620, 'person'],
      [-700, 'failed'],
      [30, 'person'],
    ] as const) {
      await provider.change({ kind: 'set clock', aheadMs: seconds * 1000 })
      const ended = await signIn(client)
      assert.equal(ended.kind, kind, `${seconds} s ${JSON.stringify(ended)}`)
    }
  } finally {
    await provider.change({ kind: 'set clock', aheadMs: 0 })
  }
})

test('a provider that is down, fails, stays silent or never stops is abandoned', async () => {
  let answers = 0
  const endless = Buffer.alloc(64 * 1024, ' ')
  const url = await serve((request, response) => {
    answers += 1
    if (request.url?.startsWith('/failing')) response.writeHead(500).end()
    else if (request.url?.startsWith('/endless')) {
      response.writeHead(200, { 'content-type': 'application/json' })
      const more = (): void => {
        while (response.write(endless));
        response.once('drain', more)
      }
      more()
    }
  })
  const kindAt = async (issuer: string) => (await oidc({ issuer }).begin('lantern', '/')).kind
  assert.equal(await kindAt('http://127.0.0.1:9'), 'away')
  assert.equal(await kindAt(`${url}/failing`), 'away')
  assert.equal(answers, 3)
  const endlessly = await oidc({ issuer: `${url}/endless` }).begin('lantern', '/')
  assert.deepEqual(endlessly, { kind: 'away', reason: 'too long an answer' })
  const silent = oidc({ issuer: `${url}/silent` }, 200)
  // All that ask meanwhile wait for one answer.
  const asked = answers
  const kinds = await Promise.all([silent.begin('lantern', '/'), silent.begin('lantern', '/')])
  assert.deepEqual(
    kinds.map(({ kind }) => kind),
    ['away', 'away'],
  )
  assert.equal(answers - asked, 1)
})

test('a provider that is up again is used again, seconds later', async () => {
  let isUp = false
  const url: string = await serve((_request, response) => {
    response.writeHead(isUp ? 200 : 500, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ issuer: url, authorization_endpoint: `${url}/authorize` }))
  })
  const client = oidc({ issuer: url })
  assert.equal((await client.begin('lantern', '/')).kind, 'away')
  isUp = true
  await until('it is used', async () => (await client.begin('lantern', '/')).kind === 'begun')
})

test('a provider that says nothing is waited for by so many sign-ins, and no more', async () => {
  const silent = oidc({ issuer: await serve(() => {}) }, 500)
  const begun = await Promise.all(Array.from({ length: 60 }, () => silent.begin('lantern', '/')))
  const busy = begun.filter((one) => one.kind === 'away' && one.reason === 'too many sign-ins at once')
  assert.equal(busy.length, 10)
  assert.deepEqual(new Set(begun.map(({ kind }) => kind)), new Set(['away']))
})

test('an unknown provider is refused', async () => {
  assert.deepEqual(await oidc().begin('other', '/'), { kind: 'no_such_provider' })
  assert.deepEqual(await oidc().end('other', '', undefined), { kind: 'no_such_provider' })
})
