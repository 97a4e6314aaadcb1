import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { chart, run } from '../chart/render.ts'
import { Namespace } from './cluster.ts'
import { ask, askJson, contents } from './entry.ts'
import { eventually } from './eventually.ts'

const repository = path.dirname(chart)

test(
  'the upgrade from the chart of the previous commit keeps data and password, and fails no request',
  { timeout: 300_000 },
  async (t) => {
    const previous = await previousCommit()
    if (!previous) return t.skip('the history has no earlier chart')
    await using namespace = await Namespace.create()
    const directory = await mkdtemp(path.join(tmpdir(), 'previous-chart-'))
    try {
      const archive = path.join(directory, 'chart.tar')
      await run('git', ['-C', repository, 'archive', '--output', archive, previous, 'wiki-chart'])
      await run('tar', ['--extract', '--file', archive, '--directory', directory])
      await namespace.helm('install', {}, { directory: path.join(directory, 'wiki-chart') })
      // The ingress learns of a new route a moment after the pods are ready.
      await eventually(async () => assert.equal((await ask(namespace.host, '/health/ready')).status, 200))
      await askJson(namespace.host, '/users', { method: 'POST', body: { name: 'Ada' } })
      const before = await contents(namespace.host)

      const load = new AbortController()
      const answers = poll(namespace.host, load.signal)
      // A changed pod label replaces all pods, so that there is something to lose.
      await namespace.helm('upgrade', { fastapi: { podLabels: { 'test.example/upgraded': 'yes' } } })
      load.abort()
      const { asked, failed } = await answers
      t.diagnostic(`from ${previous.slice(0, 8)}; ${asked} requests meanwhile`)
      assert.ok(asked > 20, `${asked} requests`)
      assert.deepEqual(failed, [])
      assert.deepEqual(await contents(namespace.host), before)
    } finally {
      await rm(directory, { recursive: true })
    }
  },
)

/** The last commit but one that changed the chart; if it has uncommitted changes, the last one. */
async function previousCommit(): Promise<string | undefined> {
  const log = (await run('git', ['-C', repository, 'log', '-2', '--format=%H', '--', 'wiki-chart'])).trim().split('\n')
  const changed = (await run('git', ['-C', repository, 'status', '--porcelain', '--', 'wiki-chart'])) !== ''
  return changed ? log[0] : log[1]
}

/** Requests the users every 50 ms until aborted. */
async function poll(host: string, signal: AbortSignal): Promise<{ asked: number; failed: string[] }> {
  const failed: string[] = []
  let asked = 0
  while (!signal.aborted) {
    asked++
    const { status, text } = await ask(host, '/users').catch((error: Error) => ({ status: 0, text: error.message }))
    if (status !== 200) failed.push(`${status} ${text}`)
    await pause(50)
  }
  return { asked, failed }
}
