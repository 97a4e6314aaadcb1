import assert from 'node:assert/strict'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { fc } from '../../wiki-service/test/support/fast-check.ts'
import { containers, pods } from './manifest.ts'
import { helm, helm3 } from './programs.ts'
import type { Values } from './render.ts'
import { chart, find, render, renderText, run } from './render.ts'

test('Helm 3 and 4 lint without complaints', async () => {
  for (const program of [await helm(), await helm3()]) {
    assert.match(await run(program, ['lint', '--strict', chart]), /1 chart\(s\) linted, 0 chart\(s\) failed/)
  }
})

test('Helm 3 and 4 render the same every time', async () => {
  const first = await renderText()
  assert.equal(await renderText(), first)
  assert.equal(await renderText({ program: await helm3() }), first)
})

test('any image name works for the API', async () => {
  const host = fc.constantFrom('reg.example:5000/', 'localhost/', 'ghcr.io/', '[::1]:5000/', '')
  const tag = fc.constantFrom(':1.2', '', ':0.1', `@sha256:${'a'.repeat(64)}`, `:1@sha256:${'b'.repeat(64)}`)
  const images = fc
    .tuple(host, fc.stringMatching(/^[a-z][a-z0-9]*(\/[a-z0-9]+){0,3}$/), tag)
    .map((parts) => parts.join(''))
  await fc.assert(
    fc.asyncProperty(images, async (image) => {
      const values = { fastapi: { image_name: image }, global: { imageRegistry: 'mirror.example' } }
      const manifests = await render({ values })
      const used = pods([find(manifests, 'Deployment', '-api'), find(manifests, 'Pod', '-test')])
      assert.deepEqual(
        used.flatMap(containers).map((container) => container.image),
        [image, image],
      )
    }),
    { numRuns: 10 },
  )
})

test('a private registry serves all other images, with credentials', async () => {
  const values = {
    global: { imageRegistry: 'mirror.example/cache/', imagePullSecrets: ['one'] },
    imagePullSecrets: [{ name: 'two' }],
  }
  for (const pod of pods(await render({ values }))) {
    assert.deepEqual(pod.spec.imagePullSecrets, [{ name: 'one' }, { name: 'two' }], pod.owner)
    for (const { image } of containers(pod)) {
      if (image !== 'wiki-service:0.1.0') assert.match(image, /^mirror\.example\/cache\/(library|prom|grafana)\//)
    }
  }
})

test('a digest is added to the tag', async () => {
  const digest = `sha256:${'0'.repeat(64)}`
  const manifests = await render({ values: { images: { postgres: { digest } } } })
  const images = pods(manifests)
    .flatMap(containers)
    .map((container) => container.image)
  assert.ok(images.includes(`docker.io/library/postgres:18.4@${digest}`))
})

test('a new version of the chart replaces only the pods that it changes', async () => {
  const templates = async (directory: string) =>
    (await render({ chart: directory })).filter(({ spec }) => spec?.template).map(({ spec }) => spec?.template)
  const directory = await mkdtemp(path.join(tmpdir(), 'next-chart-'))
  try {
    await cp(chart, directory, { recursive: true })
    const definition = await readFile(path.join(directory, 'Chart.yaml'), 'utf8')
    await writeFile(
      path.join(directory, 'Chart.yaml'),
      definition.replaceAll(/^(version|appVersion): .*$/gm, '$1: 99.0.0'),
    )
    assert.deepEqual(await templates(directory), await templates(chart))
  } finally {
    await rm(directory, { recursive: true })
  }
})

test('a change of files that Prometheus or Grafana reads at its start replaces its pod', async () => {
  const checksums = async (values: Values) =>
    pods(await render({ values })).map(({ owner, annotations }) => `${owner} ${JSON.stringify(annotations)}`)
  const before = new Set(await checksums({}))
  const changed = async (values: Values) =>
    (await checksums(values)).filter((line) => !before.has(line)).map((line) => line.split(' ')[0])
  assert.deepEqual(await changed({ prometheus: { alertmanagers: ['a:1'] } }), ['StatefulSet/wiki-prometheus'])
  assert.deepEqual(await changed({ grafana: { admin: { password: 'other' } } }), ['Deployment/wiki-grafana'])
})

test('any release name results in names that Kubernetes accepts', async () => {
  const limits = new Map([
    ['StatefulSet', 52],
    ['CronJob', 52],
  ])
  await fc.assert(
    fc.asyncProperty(fc.stringMatching(/^[a-z0-9]{1,20}([-.][a-z0-9]{1,10}){0,3}$/), async (release) => {
      for (const { kind, metadata } of await render({ release, namespace: 'elsewhere' })) {
        assert.match(metadata.name, /^[a-z]([-a-z0-9]*[a-z0-9])?$/)
        assert.ok(metadata.name.length <= (limits.get(kind) ?? 63), `${kind} ${metadata.name}`)
        assert.equal(metadata.namespace, 'elsewhere', `${kind} ${metadata.name}`)
      }
    }),
    { numRuns: 10 },
  )
})

test('two releases in one namespace share no name and no pod', async () => {
  const long = 'a'.repeat(45)
  for (const [one, other] of [
    ['wiki', 'wiki-2'],
    [`${long}-one`, `${long}-two`],
  ]) {
    const names = async (release?: string) =>
      (await render({ release: release ?? '' })).map(({ kind, metadata }) => `${kind}/${metadata.name}`)
    const first = new Set(await names(one))
    assert.deepEqual(
      (await names(other)).filter((name) => first.has(name)),
      [],
    )
  }
})

test('every object has the labels that Kubernetes recommends, and selectors use only the three that never change', async () => {
  for (const { kind, metadata, spec } of await render()) {
    const labels = metadata.labels ?? {}
    for (const label of ['name', 'instance', 'component', 'part-of', 'managed-by', 'version'])
      assert.ok(labels[`app.kubernetes.io/${label}`], `${kind} ${metadata.name}: ${label}`)
    if (kind === 'Deployment' || kind === 'StatefulSet') {
      const selector = Object.keys(spec?.selector?.matchLabels ?? {}).toSorted()
      assert.deepEqual(
        selector,
        ['component', 'instance', 'name'].map((label) => `app.kubernetes.io/${label}`),
      )
    }
  }
})
