import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loads } from '../../bench/growth/loads.ts'
import { bench } from './program.ts'

const growth = (words: readonly string[]) => bench(words, undefined, 'growth.ts')

test('wikis of two sizes get every load, and no request fails', async () => {
  const { exitCode, table, progress } = await growth(['--sizes', '4,60', '--rounds', '1', '--seconds', '0.3'])
  assert.equal(exitCode, 0, progress.join('\n'))
  const [header, , ...rows] = table.trimEnd().split('\n')
  assert.equal(header, '| Load, connections | 4 pages | 60 pages | CPU, relative |')
  assert.deepEqual(
    rows.map((row) => row.split(' | ')[0]),
    loads.map(({ title, connections }) => `| ${title}, ${connections}`),
  )
  for (const row of rows) assert.match(row, /\| [\d.]+ \+ [\d.]+ ms, [\d,.]+\/s \|/)
  const steps = progress.length
  assert.deepEqual(
    progress.map((line) => line.slice(0, 7)),
    Array.from({ length: steps }, (_, step) => `${String(step + 1).padStart(3)}/${steps} `),
  )
  for (const size of [4, 60])
    assert.equal(progress.filter((line) => line.includes(`${size} pages, version`)).length, 10, 'one line per tenth')
  assert.match(progress.at(-1) ?? '', /edit, 8 writers: round 1 of 1$/)
})

test('--help lists every option, and a wrong one is named', async () => {
  const help = await growth(['--help'])
  assert.equal(help.exitCode, 0)
  for (const flag of ['sizes', 'rounds', 'seconds']) assert.match(help.table, new RegExp(`--${flag}\\b`))
  const wrong = await growth(['--sizes', '1000,2'])
  assert.equal(wrong.exitCode, 2)
  assert.match(wrong.progress[0] ?? '', /--sizes needs a whole number, at least 4; not "2"/)
})
