import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const bundle = fileURLToPath(new URL('../../dist/main.cjs', import.meta.url))

test('the built service names the Node.js that it requires when an older one runs it', () => {
  assert.ok(existsSync(bundle), 'dist is missing: npm run build')
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      '--eval',
      `Object.defineProperty(process.versions, 'node', { value: '20.10.0' }); require(${JSON.stringify(bundle)})`,
    ],
    { encoding: 'utf8' },
  )
  assert.equal(status, 1)
  assert.equal(stdout, '')
  assert.match(stderr, /^wiki-service: requires Node\.js 24 or newer, and this is 20\.10\.0\. .*npm start.*\n$/)
})
