import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Namespace } from './cluster.ts'
import { administrator, ask, askJson, contents } from './entry.ts'
import { eventually } from './eventually.ts'

interface PodList {
  readonly items: readonly {
    readonly metadata: { readonly name: string; readonly uid: string; readonly deletionTimestamp?: string }
  }[]
}

interface Secret {
  readonly data: Readonly<Record<string, string>>
}

test(
  'one release works from its first installation over upgrades, backups and restores to its reinstallation',
  { timeout: 600_000 },
  async (t) => {
    await using namespace = await Namespace.create()
    const { host } = namespace

    await t.test('installs, and everything is ready', async () => {
      assert.match(await namespace.helm('install'), /STATUS: deployed/)
      await eventually(async () => assert.equal((await ask(host, '/health/ready')).status, 200))
    })

    await t.test('answers through the ingress', async () => {
      const user = await askJson<{ id: number }>(host, '/users', { method: 'POST', body: { name: 'Ada' } })
      assert.equal(user.id, 1)
      await askJson(host, '/posts', { method: 'POST', body: { user_id: 1, content: 'Hello' } })
      for (const path of ['/users', '/user/1', '/posts', '/posts/1', '/metrics', '/docs', '/openapi.json', '/'])
        assert.equal((await ask(host, path)).status, 200, path)
      assert.deepEqual(await askJson(host, '/user/1'), user)
    })

    await t.test('shows its dashboards', async () => {
      const page = '/grafana/d/creation-dashboard-678/creation'
      assert.equal((await ask(host, page)).status, 302)
      assert.equal((await ask(host, page, { headers: administrator })).status, 200)
      const found = await askJson<readonly { uid: string }[]>(host, '/grafana/api/search?type=dash-db', {
        headers: administrator,
      })
      assert.ok(found.some(({ uid }) => uid === 'creation-dashboard-678'))
      // Grafana's stand-in lists there what Grafana would refuse.
      const problems = await ask(host, '/grafana/api/stand-in/problems', { headers: administrator })
      if (problems.status === 200) assert.deepEqual(JSON.parse(problems.text), [])
    })

    await t.test('measures each of its pods', async () => {
      await eventually(async () => {
        const query = '/grafana/api/datasources/proxy/uid/wiki-prometheus/api/v1/query?query='
        const up = await askJson<{
          data: { result: { metric: { pod: string; namespace: string }; value: [number, string] }[] }
        }>(host, `${query}${encodeURIComponent('up{job="wiki-api"}')}`, { headers: administrator })
        assert.deepEqual(
          up.data.result.map(({ metric, value }) => [metric.namespace, value[1]]),
          [
            [namespace.name, '1'],
            [namespace.name, '1'],
          ],
        )
        assert.deepEqual(
          new Set(up.data.result.map(({ metric }) => metric.pod)),
          new Set(await podNames(namespace, 'api')),
        )
      })
    })

    await t.test('passes its own test', async () => {
      assert.match(await namespace.helmDo('test'), /Phase: +Succeeded/)
    })

    await t.test('an upgrade that changes nothing keeps password, data and pods', async () => {
      const before = { pods: await podIds(namespace), secret: await secret(namespace), contents: await contents(host) }
      await namespace.helm('upgrade')
      assert.deepEqual(
        { pods: await podIds(namespace), secret: await secret(namespace), contents: await contents(host) },
        before,
      )
    })

    await t.test('an autoscaler that is switched on takes no replica away', async () => {
      const before = await podIds(namespace)
      await namespace.helm('upgrade', { fastapi: { autoscaling: { enabled: true } } })
      assert.deepEqual(await podIds(namespace), before)
    })

    await t.test('a dropped table comes back from a backup, with its rows and counters', async () => {
      const before = await contents(host)
      await job(namespace, 'backup')
      await namespace.kubectl([
        'exec',
        'wiki-database-0',
        '--',
        'psql',
        '--username=postgres',
        '--dbname=wiki',
        '--command=drop table posts cascade',
      ])
      await job(namespace, 'restore')
      await eventually(async () => assert.deepEqual(await contents(host), before))
      const post = await askJson<{ post_id: number }>(host, '/posts', {
        method: 'POST',
        body: { user_id: 1, content: 'Again' },
      })
      assert.equal(post.post_id, 2)
    })

    await t.test('uninstalled and installed again it has its data', async () => {
      const before = { secret: await secret(namespace), contents: await contents(host) }
      await namespace.helmDo('uninstall')
      await namespace.helm('install')
      await eventually(async () =>
        assert.deepEqual({ secret: await secret(namespace), contents: await contents(host) }, before),
      )
    })

    await t.test('a lost password is said, instead of a new one that the database does not know', async () => {
      await namespace.helmDo('uninstall')
      await namespace.kubectl(['delete', 'secret', 'wiki-database'])
      await assert.rejects(
        namespace.helm('install'),
        /The volume data-wiki-database-0 holds a database, and the Secret wiki-database/,
      )
    })
  },
)

async function podNames(namespace: Namespace, component: string): Promise<string[]> {
  const { items } = await namespace.get<PodList>('pods', '--selector', `app.kubernetes.io/component=${component}`)
  return items.filter(({ metadata }) => !metadata.deletionTimestamp).map(({ metadata }) => metadata.name)
}

async function podIds(namespace: Namespace): Promise<string[]> {
  const { items } = await namespace.get<PodList>(
    'pods',
    '--selector',
    'app.kubernetes.io/component notin (backup, test)',
  )
  return items.map(({ metadata }) => metadata.uid).toSorted()
}

async function secret(namespace: Namespace): Promise<Secret['data']> {
  return (await namespace.get<Secret>('secret', 'wiki-database')).data
}

/** Runs one of the CronJobs immediately, and waits for its success. */
async function job(namespace: Namespace, name: string): Promise<void> {
  await namespace.kubectl(['create', 'job', `${name}-now`, `--from=cronjob/wiki-${name}`])
  try {
    await namespace.kubectl(['wait', '--for=condition=complete', `job/${name}-now`, '--timeout=60s'])
  } catch (error) {
    throw new Error(await namespace.kubectl(['logs', `job/${name}-now`]), { cause: error })
  }
}
