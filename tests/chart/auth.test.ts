import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readProviders } from '../../wiki-service/src/identity/oidc/settings.ts'
import { containers, pods } from './manifest.ts'
import { refusal, render, type Values } from './render.ts'

const lantern = {
  id: 'lantern',
  name: 'Lantern $(HOME)',
  issuer: 'https://login.example/realms/main',
  clientId: 'wiki',
  scopes: ['openid', 'email', 'groups'],
  rolesClaim: 'groups',
  roles: { staff: 'editor' },
  defaultRole: 'reader',
}
const clientSecret = { name: 'lantern-client', key: 'client-secret' }
const auth = { mode: 'accounts', url: 'https://wiki.example', providers: [{ ...lantern, clientSecret }] }

async function apiOf(values: Values) {
  const pod = pods(await render({ values })).find(({ owner }) => owner === 'Deployment/wiki-api')
  assert.ok(pod)
  const environment = new Map(containers(pod)[0]?.env?.map((one) => [one.name, one]))
  return { pod, environment, value: (name: string) => environment.get(name)?.value }
}

test('by default nobody signs in', async () => {
  const { environment, value } = await apiOf({})
  assert.equal(value('WIKI_AUTH'), 'open')
  assert.deepEqual(
    [...environment.keys()].filter((name) => name.startsWith('WIKI_')),
    ['WIKI_AUTH'],
  )
})

test('the service reads the providers, and their secrets from files that follow the Secrets', async () => {
  const { pod, value } = await apiOf({ auth })
  // Kubernetes turns two dollar signs into one.
  const [provider] = readProviders(value('WIKI_OIDC')?.replaceAll('$$', '$'))
  assert.deepEqual(
    [provider?.name, provider?.issuer.href, provider?.clientSecretFile, provider?.roles.get('staff')],
    [lantern.name, lantern.issuer, '/etc/providers/lantern', 'editor'],
  )
  assert.equal(value('WIKI_URL'), auth.url)
  const text = JSON.stringify(pod)
  assert.match(text, /"mountPath":"\/etc\/providers"/)
  assert.match(text, /"secret":\{"items":\[\{"key":"client-secret","path":"lantern"\}\],"name":"lantern-client"\}/)
  assert.doesNotMatch(text, /subPath/)
})

test('a provider without a secret, and an external database with an authority, share no volume', async () => {
  const external = { existingSecret: 'mine', keys: { ca: 'ca.crt' } }
  const both = await apiOf({ auth, database: { mode: 'external', external } })
  assert.match(JSON.stringify(both.pod), /"mountPath":"\/etc\/database"[^]*"mountPath":"\/etc\/providers"/)
  const open = await apiOf({ auth: { ...auth, providers: [lantern] } })
  assert.doesNotMatch(JSON.stringify(open.pod), /etc\/providers/)
})

test('the service trusts the certificate authority of the providers, besides the public ones', async () => {
  const { pod, value } = await apiOf({ auth: { ...auth, authority: { existingSecret: 'our-authority' } } })
  assert.equal(value('NODE_EXTRA_CA_CERTS'), '/etc/providers/authority.crt')
  assert.match(
    JSON.stringify(pod),
    /"secret":\{"items":\[\{"key":"ca.crt","path":"authority.crt"\}\],"name":"our-authority"\}/,
  )
})

test('the first admin comes from a Secret', async () => {
  const { environment } = await apiOf({ auth: { mode: 'accounts', firstAdmin: { existingSecret: 'first' } } })
  assert.deepEqual(environment.get('WIKI_ADMIN_NAME')?.valueFrom, { secretKeyRef: { name: 'first', key: 'username' } })
  assert.deepEqual(environment.get('WIKI_ADMIN_PASSWORD')?.valueFrom, {
    secretKeyRef: { name: 'first', key: 'password' },
  })
})

test('values that cannot work are refused with a reason', async () => {
  const cases: [Values, RegExp][] = [
    [{ ...auth, mode: 'open' }, /auth\.providers requires auth\.mode accounts/],
    [{ ...auth, url: '' }, /auth\.providers requires auth\.url/],
    [{ ...auth, providers: [lantern, lantern] }, /two have the id lantern/],
    [{ ...auth, providers: [{ ...lantern, rolesClaim: undefined }] }, /lantern has roles but no rolesClaim/],
    [{ ...auth, providers: [{ ...lantern, issuer: 'http://login.example' }] }, /issuer/],
    [{ ...auth, providers: [{ ...lantern, clientSecret: 'hidden' }] }, /clientSecret/],
    [{ mode: 'closed' }, /mode/],
  ]
  for (const [values, reason] of cases) assert.match((await refusal({ auth: values })) ?? '', reason)
  const extraEnv = [{ name: 'WIKI_AUTH', value: 'open' }]
  assert.match((await refusal({ auth, fastapi: { extraEnv } })) ?? '', /WIKI_AUTH is set by the chart/)
})
