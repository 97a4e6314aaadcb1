import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Namespace } from './cluster.ts'
import { ask } from './entry.ts'
import { eventually } from './eventually.ts'

const values = {
  fastapi: { readinessGraceSeconds: 0 },
  prometheus: { mode: 'none' },
  grafana: { enabled: false },
}

test(
  'while no replica is ready, the entry answers 503 with the reason and Retry-After',
  { timeout: 300_000 },
  async () => {
    await using namespace = await Namespace.create()
    const { host } = namespace
    await namespace.helm('install', values)
    await eventually(async () => assert.equal((await ask(host, '/health/ready')).status, 200))
    await namespace.kubectl(['scale', 'statefulset/wiki-database', '--replicas=0'])
    // Then the endpoints become empty, which must not change the status.
    const unready = ['wait', 'pod', '--selector', 'app.kubernetes.io/component=api', '--for=condition=Ready=false']
    await namespace.kubectl([...unready, '--timeout=60s'])
    for (let attempt = 0; attempt < 20; attempt++) {
      const { status, headers, text } = await ask(host, '/health/ready')
      assert.deepEqual([status, headers['retry-after']], [503, '1'], text)
      assert.match(text, /Database not ready/)
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
    await namespace.kubectl(['scale', 'statefulset/wiki-database', '--replicas=1'])
    await eventually(async () => assert.equal((await ask(host, '/health/ready')).status, 200))
  },
)
