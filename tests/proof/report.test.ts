import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { pageWith } from '../../proof/report/page.ts'
import { picture } from '../../proof/report/picture.ts'
import { proofFolders, recordedRun, recordRun } from '../../proof/report/recorded-run.ts'
import { terminalTable } from '../../proof/report/terminal-table.ts'
import { brokenTrial, heldTrial, runOf, trialNotDone } from './result.ts'
import { elementsOf } from './xml.ts'

const page = 'Before.\n<!-- Made by npm run proof:plot; do not edit. -->\nThe last run.\n<!-- Until here. -->\nAfter.\n'
const result = runOf([heldTrial, brokenTrial, trialNotDone])

test('the page shows the result of each fault', () => {
  const text = pageWith(page, result)
  assert.ok(text.startsWith('Before.\n') && text.endsWith('\nAfter.\n') && !text.includes('The last run.'))
  const lines = text.split('\n')
  const shown = [
    '**2 faults, 2,400 requests, 6 failed, 2 of them as their fault allows; 480 rows acknowledged, 479 found, 1 lost, 1 doubled; 100 edits acknowledged, 98 found, 2 lost, 0 doubled; 1 of 2 claims did not hold.**',
    'Measured on 2026-11-23 at commit `0123456`: Kubernetes v1.34.4, 1 node, 2 replicas of the API; 100 requests/s for 24 s; faults that do not end on their own last 10 s.',
    '| API process killed | only requests in progress fail | ✓ |',
    '| PostgreSQL \\| paused | no failed request | ✗ 4 requests failed; 1 row is lost |',
    '| API process killed | 1,200 | 2 × ECONNRESET | 0 | 0 | 0.2 / 0.1 | 5 / 5 / 5 | 9 / 120 / 9 |',
    '| PostgreSQL \\| paused | 1,200 | 0 | 3 × 503, 1 × 502 | 10 | 10.1 / 12.5 | 5 / 5 / 5 | 9 / 120 / 9 |',
    '| API process killed | 240 | 240 | 0 | 0 | 1 | 60 = 60 | 181 = 181 | 1 |',
    '| PostgreSQL \\| paused | 240 | 239 | 1 | 1 | 0 | 60 = 60 | 180 ≠ 181 | 0 |',
    '| API process killed | 50 | 50 | 0 | 0 | 1 | 0 |',
    '| PostgreSQL \\| paused | 50 | 48 | 2 | 0 | 0 | 3 |',
    '- Ingress restarted: there is none',
  ]
  assert.deepEqual(
    shown.filter((line) => !lines.includes(line)),
    [],
    text,
  )
  assert.equal(pageWith(text, result), text)
})

test('a page without a place for the figures is refused', () => {
  assert.throws(
    () => pageWith('# Proof\n', result),
    /docs\/proof\/README\.md has no line "<!-- Made by npm run proof:plot/,
  )
  assert.throws(() => pageWith(page.replace('<!-- Until here. -->', ''), result), /has no line "<!-- Until here/)
})

test('the picture is SVG with a strip for each inflicted fault', () => {
  const elements = elementsOf(picture(result))
  const withClass = (name: string) => elements.filter((element) => element.class === name)
  assert.equal(withClass('strip').length, 2)
  assert.deepEqual(
    withClass('fault').map(({ text }) => text),
    ['API process killed', 'PostgreSQL | paused'],
  )
  const texts = elements.map(({ text }) => text)
  for (const written of [
    '240 rows, 50 edits acknowledged · 0 lost · 0 doubled',
    '240 rows, 50 edits acknowledged · 3 lost · 1 doubled',
  ])
    assert.ok(texts.includes(written), texts.join('\n'))
  // In addition to the legend's two: a bar for each step with failures.
  assert.deepEqual([withClass('allowed').length, withClass('failed').length], [2, 3])
  assert.doesNotMatch(picture(result), /NaN|Infinity|undefined/)
  assert.equal(elementsOf(picture(runOf([trialNotDone]))).filter((element) => element.class === 'strip').length, 0)
})

test('the terminal shows a line for each fault, and every violation', () => {
  const lines = terminalTable(result, false).split('\n')
  assert.match(lines[1] ?? '', /^✓ API process killed +1,200 +2 +0 +0\.2 +120 +240 +240 +50 +50 +0 +0$/)
  assert.match(lines[2] ?? '', /^✗ PostgreSQL \| paused +1,200 +4 +10 +12\.5 +120 +240 +239 +50 +48 +3 +1$/)
  assert.deepEqual(lines.slice(3, 6), [
    '    4 requests failed',
    '    1 row is lost',
    '- Ingress restarted, not done: there is none',
  ])
  assert.ok(terminalTable(result, true).includes('\u001b[31m✗'))
})

test('a recorded run is read back unchanged', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'nebula-wiki-proof-'))
  try {
    assert.equal(await recordedRun(folder), undefined)
    await recordRun(folder, result)
    assert.deepEqual(await recordedRun(folder), result)
    assert.equal(await readFile(join(folder, 'proof.svg'), 'utf8'), picture(result))
    assert.match(await readFile(join(folder, 'README.md'), 'utf8'), /2 faults, 2,400 requests/)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

test('the page and its picture show the recorded run', async () => {
  for (const folder of Object.values(proofFolders)) {
    const recorded = await recordedRun(folder)
    const text = await readFile(join(folder, 'README.md'), 'utf8')
    assert.equal(text, pageWith(text, recorded), 'stale: npm run proof:plot')
    const drawn = await readFile(join(folder, 'proof.svg'), 'utf8').catch(() => undefined)
    assert.equal(drawn, recorded && picture(recorded), 'stale: npm run proof:plot')
  }
})
