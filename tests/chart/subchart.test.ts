import assert from 'node:assert/strict'
import { cp, mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { stringify } from 'yaml'
import { containers, pods } from './manifest.ts'
import { helm, helm3 } from './programs.ts'
import { chart, find, render, run } from './render.ts'

test('it works as a subchart of a chart with its own globals, conditions and tags', async () => {
  const parent = await mkdtemp(path.join(tmpdir(), 'parent-chart-'))
  try {
    await writeFile(path.join(parent, 'Chart.yaml'), stringify(definition))
    await writeFile(path.join(parent, 'values.yaml'), stringify(values))
    await mkdir(path.join(parent, 'templates'))
    await cp(chart, path.join(parent, 'charts/wiki-chart'), { recursive: true })
    for (const program of [await helm(), await helm3()]) {
      assert.match(await run(program, ['lint', '--strict', parent]), /0 chart\(s\) failed/)
      const manifests = await render({ chart: parent, release: 'shop', program })
      assert.equal(find(manifests, 'Deployment', '-api').spec?.replicas, 3)
      for (const pod of pods(manifests)) {
        for (const { image } of containers(pod)) assert.match(image, /^(mirror\.example|wiki-service)/, pod.owner)
        assert.deepEqual(pod.spec.imagePullSecrets, [{ name: 'mirror' }], pod.owner)
      }
      const off = await render({
        chart: parent,
        release: 'shop',
        program,
        values: { 'wiki-chart': { enabled: false } },
      })
      assert.deepEqual(off, [])
    }
  } finally {
    await rm(parent, { recursive: true })
  }
})

const definition = {
  apiVersion: 'v2',
  name: 'shop',
  version: '1.0.0',
  dependencies: [{ name: 'wiki-chart', version: '*', repository: '', condition: 'wiki-chart.enabled', tags: ['docs'] }],
}

const values = {
  global: {
    imageRegistry: 'mirror.example',
    imagePullSecrets: ['mirror'],
    storageClass: 'of another subchart',
    deep: { er: 1 },
  },
  tags: { docs: true },
  'wiki-chart': { enabled: true, fastapi: { replicaCount: 3 } },
}
