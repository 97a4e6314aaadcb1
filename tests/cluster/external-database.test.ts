import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { Namespace } from './cluster.ts'
import { askJson } from './entry.ts'
import { eventually } from './eventually.ts'
import { startServer } from './server.ts'

interface PodList {
  readonly items: readonly {
    readonly metadata: { readonly name: string }
    readonly status: {
      readonly containerStatuses?: readonly { readonly ready: boolean; readonly restartCount: number }[]
    }
  }[]
}

const keys = { host: 'address', port: 'tcp', username: 'role', password: 'secret', dbname: 'base', ca: 'root.pem' }
const values = {
  database: { mode: 'external', external: { existingSecret: 'theirs', keys, sslMode: 'verify-full' } },
  prometheus: { mode: 'none' },
  grafana: { enabled: false },
}

test(
  'with an external database, a wrong secret is reported and restarts nothing, and the correct one is used over verified TLS',
  { timeout: 300_000 },
  async (t) => {
    await using namespace = await Namespace.create()
    const password = `it's "odd" $HOME`
    const { host, authority } = await startServer(namespace, password)
    const theirs = (secret: string, root = authority) => ({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'theirs' },
      stringData: { address: host, tcp: '5432', role: 'wiki', secret, base: 'wiki', 'root.pem': root },
    })

    await t.test('no Secret: pods wait for it', async () => {
      await namespace.helm('install', values, { wait: false })
      await eventually(async () =>
        assert.match(await namespace.kubectl(['get', 'events']), /secret "theirs" not found/),
      )
    })

    await t.test('a wrong password: pods stay unready, say why and are not restarted', async () => {
      await namespace.kubectl(['create', '--filename', '-'], theirs('wrong'))
      await eventually(async () => assert.match(await reason(namespace), /password/))
      // Longer than all probes together would take to fail if they checked the database.
      await pause(20_000)
      assert.deepEqual(await states(namespace), [
        { ready: false, restartCount: 0 },
        { ready: false, restartCount: 0 },
      ])
    })

    await t.test('the right one, after a restart of the rollout', async () => {
      await namespace.kubectl(['apply', '--filename', '-'], theirs(password))
      await namespace.kubectl(['rollout', 'restart', 'deployment/wiki-api'])
      await namespace.kubectl(['rollout', 'status', 'deployment/wiki-api', '--timeout=90s'])
      await eventually(async () => {
        const user = await askJson<{ name: string }>(namespace.host, '/user/1').catch(() =>
          askJson<{ name: string }>(namespace.host, '/users', { method: 'POST', body: { name: 'Ada' } }),
        )
        assert.equal(user.name, 'Ada')
      })
      const query = ['psql', '--username=wiki', '--tuples-only', '--no-align', '--command']
      const used =
        "select distinct ssl from pg_stat_ssl join pg_stat_activity using (pid) where usename = 'wiki' and client_addr is not null"
      assert.equal((await namespace.kubectl(['exec', 'postgres', '--', ...query, used])).trim(), 't')
    })

    await t.test('another authority is not trusted', async () => {
      await namespace.kubectl(['apply', '--filename', '-'], theirs(password, otherAuthority))
      await namespace.kubectl(['rollout', 'restart', 'deployment/wiki-api'])
      await eventually(async () => assert.match(await reason(namespace), /certificate|SELF_SIGNED/))
    })
  },
)

/** The reason that a pod's readiness route gives. */
async function reason(namespace: Namespace): Promise<string> {
  const { items } = await namespace.get<PodList>('pods', '--selector', 'app.kubernetes.io/component=api')
  const unready = items.find(({ status }) => status.containerStatuses?.some(({ ready }) => !ready))
  if (!unready) return ''
  const asked = "fetch('http://127.0.0.1:8080/health/ready').then((answer) => answer.text()).then(console.log)"
  const route = await namespace.kubectl(['exec', unready.metadata.name, '--', 'node', '--eval', asked])
  assert.match(route, /Database not ready/)
  return route
}

async function states(namespace: Namespace): Promise<readonly { ready: boolean; restartCount: number }[]> {
  const { items } = await namespace.get<PodList>('pods', '--selector', 'app.kubernetes.io/component=api')
  return items.flatMap(({ status }) =>
    (status.containerStatuses ?? []).map(({ ready, restartCount }) => ({ ready, restartCount })),
  )
}

// Belongs to nobody: its key was discarded.
const otherAuthority = `-----BEGIN CERTIFICATE-----
MIIBdzCCAR2gAwIBAgIUQcKk1/a0cBUU8P0CtOhhXLGudjYwCgYIKoZIzj0EAwIw
EDEOMAwGA1UEAwwFb3RoZXIwIBcNMjYxMTIzMTMyNDQzWhgPMjEyNjEwMzAxMzI0
NDNaMBAxDjAMBgNVBAMMBW90aGVyMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE
UsfeudeW0lisw+hx7RAtEiRz+2SkyT6lFkzkm8j961XgSDMCb6vDPKAPilAZxmCc
cNB+URC7TqF1gr6QQ8fec6NTMFEwHQYDVR0OBBYEFGo5NzdEowa8py/LCmkK605Y
6+JgMB8GA1UdIwQYMBaAFGo5NzdEowa8py/LCmkK605Y6+JgMA8GA1UdEwEB/wQF
MAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIhAJNt7NOwZl542yJ6lke0Esj/powl56ZK
H+mJGmV8YVL/AiBbp5N559QcCDD099oQAFMn4VYa9H7tiJte1YeL3ef31w==
-----END CERTIFICATE-----
`
