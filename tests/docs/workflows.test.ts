import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { parse } from 'yaml'

const root = path.resolve(import.meta.dirname, '../..')
const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>
}

interface Job {
  readonly uses?: string
  readonly 'timeout-minutes'?: number
  readonly steps?: readonly { readonly uses?: string; readonly run?: string }[]
  readonly strategy?: { readonly matrix: { readonly suite?: readonly string[] } }
}

for (const name of globSync('.github/workflows/*.yaml', { cwd: root })) {
  const text = readFileSync(path.join(root, name), 'utf8')
  const jobs = Object.values((parse(text, { merge: true }) as { jobs: Record<string, Job> }).jobs)

  test(`${name} runs existing scripts, and ends`, () => {
    const suites = jobs.flatMap(({ strategy }) => strategy?.matrix.suite ?? [])
    const runs = [...text.matchAll(/npm run (?:--silent )?([\w:]+)/g)].map(([, script = '']) => script)
    for (const script of [...suites, ...runs]) assert.ok(scripts[script], script)
    for (const job of jobs) assert.ok(job.uses ?? job['timeout-minutes'], 'a job has no time limit')
  })

  test(`${name} pins every action by commit`, () => {
    const used = jobs.flatMap(({ uses, steps = [] }) => [uses, ...steps.map((step) => step.uses)])
    for (const action of used) if (action) assert.match(action, /^\.\/|@[0-9a-f]{40}$/)
  })
}

test('the ci workflow runs every suite that needs no container', () => {
  const text = readFileSync(path.join(root, '.github/workflows/ci.yaml'), 'utf8')
  const onItsOwn = new Set(['test:cluster', 'test:container'])
  for (const script of Object.keys(scripts))
    if (script.startsWith('test') && !onItsOwn.has(script))
      assert.match(text, new RegExp(`(npm (run )?|')${script}\\b`), script)
})
