import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { committed, root, rules } from './committed.ts'
import { problems } from './promql-problems.ts'

const folder = 'docs/runbooks'
const alerts = rules().flatMap(({ alert, labels, annotations }) =>
  alert === undefined
    ? []
    : [{ name: alert, severity: labels?.['severity'] ?? '', page: annotations?.['runbook_url'] ?? '' }],
)

for (const { name, page } of alerts) {
  test(`${name} has a runbook with meaning, impact, checks and fixes`, () => {
    const headings = committed(page)
      .split('\n')
      .filter((line) => /^##? /.test(line))
    assert.deepEqual(headings.slice(0, 5), [`# ${name}`, '## Meaning', '## Impact', '## Check', '## Fix'])
  })
}

test('every runbook page has an alert', () => {
  const pages = readdirSync(path.join(root, folder)).map((file) => `${folder}/${file}`)
  assert.deepEqual(pages.toSorted(), [`${folder}/README.md`, ...alerts.map(({ page }) => page)].toSorted())
})

test('the list contains every alert with its severity and page', () => {
  const listed = [
    ...committed(`${folder}/README.md`).matchAll(/^\| (Wiki\w+) \| (critical|warning) \|.*\((.+)\) \|$/gm),
  ]
  assert.deepEqual(
    listed.map(([, name, severity, page]) => ({ name, severity, page: `${folder}/${page}` })),
    alerts,
  )
})

test('links between the pages resolve', () => {
  for (const file of readdirSync(path.join(root, folder))) {
    for (const [, target = ''] of committed(`${folder}/${file}`).matchAll(/\]\(([\w-]+\.md)/gi)) {
      assert.ok(committed(`${folder}/${target}`), `${file} → ${target}`)
    }
  }
})

test('the queries in the pages use only existing series', () => {
  const queries = readdirSync(path.join(root, folder)).flatMap((file) =>
    [...committed(`${folder}/${file}`).matchAll(/promtool query instant \S+ '([^']+)'/g)].map(
      ([, promql = '']) => promql,
    ),
  )
  assert.ok(queries.length > 5)
  // This one asks which jobs exist.
  for (const promql of queries.filter((query) => query !== 'count by (job) (up)'))
    assert.deepEqual(problems(promql), [], promql)
})
