import assert from 'node:assert/strict'
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { addedValues, file, firstValues } from './added-values.ts'
import { helm, helm3 } from './programs.ts'
import { chart, render, type Values } from './render.ts'

test('files/added-values.yaml contains every added value (npm run docs:values)', async () => {
  assert.equal(await readFile(file, 'utf8'), await addedValues())
})

// `helm upgrade --reuse-values` does this: the values of the installed chart replace the new one's.
test('an upgrade that reuses the values of 0.1.0 renders like one with the new values', async () => {
  const directory = await mkdtemp(path.join(tmpdir(), 'reused-values-'))
  try {
    await cp(chart, directory, { recursive: true })
    await cp(firstValues, path.join(directory, 'values.yaml'))
    for (const program of [await helm(), await helm3()]) {
      for (const values of variants) {
        const flags = ['--api-versions', 'traefik.io/v1alpha1/Middleware']
        const reused = await render({ chart: directory, values: { ...values }, program, flags })
        assert.deepEqual(reused, await render({ values: together(changedDefaults, values), program, flags }))
      }
    }
  } finally {
    await rm(directory, { recursive: true })
  }
})

/** Defaults that a later version has changed: reused values keep the old ones. */
const changedDefaults = {
  fastapi: { requestDeadlineSeconds: 15, readinessGraceSeconds: 10 },
  database: { external: { network: { port: 5432 } }, cnpg: { instances: 2, resources: { limits: { cpu: '500m' } } } },
}

const variants: readonly Values[] = [
  {},
  { database: { mode: 'cnpg' }, prometheus: { mode: 'operator' }, grafana: { prometheusUrl: 'http://x:9090' } },
  {
    database: { mode: 'external', external: { existingSecret: 'mine' } },
    httpRoute: { enabled: true, parentRefs: [{ name: 'web' }] },
  },
]

function together(one: Values, other: Values): Values {
  const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])]
  return Object.fromEntries(
    keys.map((key) => {
      const [left, right] = [one[key], other[key]]
      return [key, isMap(left) && isMap(right) ? together(left, right) : (right ?? left)]
    }),
  )
}

function isMap(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
