import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { configurationPage, page } from './configuration-page.ts'
import { page as permissionsFile, permissionsPage } from './permissions-page.ts'
import { page as reasonsFile, reasonsPage, runbook, runbookWithReasons } from './reasons-page.ts'

const root = path.resolve(import.meta.dirname, '../..')
const pages = globSync(['*.md', 'docs/**/*.md'], { cwd: root })

test('docs/configuration.md agrees with the settings', () => {
  assert.equal(readFileSync(page, 'utf8'), configurationPage(), 'stale: npm run docs')
})

test('docs/permissions.md agrees with the policy', () => {
  assert.equal(readFileSync(permissionsFile, 'utf8'), permissionsPage(), 'stale: npm run docs')
})

test('docs/database-reasons.md and the runbook agree with the service', () => {
  assert.equal(readFileSync(reasonsFile, 'utf8'), reasonsPage(), 'stale: npm run docs')
  const text = readFileSync(runbook, 'utf8')
  assert.equal(text, runbookWithReasons(text), 'stale: npm run docs')
  assert.match(text, /\| connection refused \|/)
})

for (const name of pages) {
  test(`the links of ${name} resolve`, () => {
    const text = readFileSync(path.join(root, name), 'utf8').replaceAll(/```[^]*?```|`[^`]*`/g, '')
    const links = [...text.matchAll(/\]\(([^)\s]+)\)|(?:src|srcset|href)="([^"]+)"/g)].map(
      (match) => match[1] ?? match[2] ?? '',
    )
    const broken = links.filter((link) => !/^(https?:|mailto:|#)/.test(link) && !existsSync(target(name, link)))
    assert.deepEqual(broken, [])
  })
}

test('the tests that docs/security.md names exist', () => {
  const text = readFileSync(path.join(root, 'docs/security.md'), 'utf8')
  const named = [...text.matchAll(/`([\w/-]+\.test\.ts)`/g)].map(([, name = '']) => name)
  const missing = named.filter((name) => !existsSync(path.join(root, 'wiki-service/test', name)))
  assert.ok(named.length > 0)
  assert.deepEqual(missing, [])
})

test('each decision has a unique number', () => {
  const numbers = globSync('docs/decisions/*.md', { cwd: root }).map((name) => path.basename(name).slice(0, 4))
  assert.deepEqual(numbers.toSorted(), [...new Set(numbers)].toSorted())
})

function target(page: string, link: string): string {
  return path.join(root, path.dirname(page), link.split('#', 1)[0] ?? '')
}
