import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { test } from 'node:test'
import { parse as parseYaml } from 'yaml'
import { containers, pods } from './manifest.ts'
import { chart, render } from './render.ts'

/** The parts of Chart.yaml that these tests read. */
interface Definition {
  readonly appVersion: string
  readonly annotations: Readonly<Record<string, string>>
}

const definition = parseYaml(await readFile(path.join(chart, 'Chart.yaml'), 'utf8')) as Definition

test('the annotations for Artifact Hub list every image', async () => {
  const told = parseYaml(definition.annotations['artifacthub.io/images'] ?? '') as readonly { image: string }[]
  const used = new Set(
    pods(await render())
      .flatMap(containers)
      .map(({ image }) => image),
  )
  assert.deepEqual(new Set(told.map(({ image }) => image)), used)
})

test('the annotations for Artifact Hub use its kinds of changes', () => {
  const changes = parseYaml(definition.annotations['artifacthub.io/changes'] ?? '') as readonly {
    kind: string
    description: string
  }[]
  assert.ok(changes.length > 0)
  for (const { kind, description } of changes) {
    assert.match(kind, /^(added|changed|deprecated|removed|fixed|security)$/)
    assert.ok(description)
  }
})

test('the chart and the service it installs have one version', async () => {
  const service = await readFile(path.resolve(chart, '../wiki-service/package.json'), 'utf8')
  assert.equal((JSON.parse(service) as { version: string }).version, definition.appVersion)
})
