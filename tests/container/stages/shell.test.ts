import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { repository } from './machine.ts'

const files = ['entrypoint.sh', ...globSync('cluster/**/*.sh', { cwd: repository })].map((file) =>
  path.join(repository, file),
)
const missing = spawnSync('shellcheck', ['--version']).error === undefined ? false : 'no shellcheck on PATH'

test('shellcheck reports nothing', { skip: missing }, () => {
  assert.equal(execFileSync('shellcheck', files).toString(), '')
})

test('every shell file is small, and begins with its purpose', () => {
  for (const file of files) {
    const lines = readFileSync(file, 'utf8').split('\n')
    assert.ok(lines.length < 150, `${file}: ${lines.length} lines`)
    assert.match(lines.find((line) => !/^#(!| shellcheck)/.test(line)) ?? '', /^# \S/, file)
  }
})
