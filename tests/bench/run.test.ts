import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { readResult } from '../../bench/report/results-folder.ts'
import { bench } from './program.ts'

const tiny = ['--seconds', '0.4', '--warm-up', '0', '--users', '5', '--posts', '120']
const scenarios = ['get:2', 'post:2', 'mix:2', 'list:1', 'pages:1', 'get:open']

test('a run measures every scenario, writes a result and compares it with the previous one', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'nebula-wiki-bench-test-'))
  try {
    const words = [...tiny, '--rounds', '2', '--scenarios', scenarios.join(), '--rates', 'get=100', '--output', folder]
    const { exitCode, table, progress } = await bench(words)
    assert.equal(exitCode, 0, progress.join('\n'))
    assert.equal(progress.length, 2 * (scenarios.length + 4))
    assert.match(progress[1] ?? '', /^ {2}2\/20 {2}round 1 of 4, get:2: rate [\d,.]+ \/s, p50 /)
    assert.match(table, /There is no earlier result/)

    const [name = '', ...others] = await readdir(folder)
    assert.deepEqual(others, [])
    assert.match(name, /^\d{4}-\d{2}-\d{2}-\d{4}-(?:[0-9a-f]{7}|unknown)\.json$/)
    const result = await readResult(join(folder, name))
    assert.deepEqual(result.settings, { rounds: 2, seconds: 0.4, warmUpSeconds: 0, users: 5, posts: 120 })
    assert.ok(result.machine.cores > 0 && result.machine.memoryGiB > 0 && result.machine.flushMs > 0)
    assert.match(result.machine.postgres, /^18\./)
    assert.deepEqual(Object.keys(result.scenarios).toSorted(), ['start', ...scenarios, 'memory'].toSorted())
    const expected = 'rate serviceCpuMs postgresCpuMs p50Ms p90Ms p99Ms p999Ms maxMs failures generatorShare'.split(' ')
    assert.deepEqual(new Set(Object.keys(result.scenarios['post:2'] ?? {})), new Set(expected))
    for (const figures of Object.values(result.scenarios)) {
      for (const { min, median, max, rounds } of Object.values(figures)) {
        // Four starts: open loops have their own rounds. On a busy machine a short load may have no answers to divide
        // by.
        assert.ok(rounds.length > 0 && rounds.length <= 4)
        assert.ok(0 <= min && min <= median && median <= max)
      }
    }
    assert.equal(result.scenarios['post:2']?.failures?.max, 0)
    assert.deepEqual(result.scenarios['get:open']?.offeredRate?.rounds, [100, 100])
    assert.ok((result.scenarios['get:open'].rate?.min ?? 0) > 0)

    const second = await bench([...tiny, '--rounds', '1', '--scenarios', 'get:2', '--output', folder])
    assert.match(second.table, /median +min +max +ratio/)
    assert.match(second.table, /The two runs differ in rounds/)
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('--help lists every option, and an unknown option is named', async () => {
  const help = await bench(['--help'])
  assert.equal(help.exitCode, 0)
  for (const flag of ['scenarios', 'rounds', 'seconds', 'rates', 'database-url', 'output', 'quick'])
    assert.match(help.table, new RegExp(`--${flag}\\b`))
  for (const [words, problem] of [
    [['--scenarios', 'get:64,put:1'], /"put:1"/],
    [['--rounds', '1.5'], /--rounds needs a whole number/],
    [['--rates', 'get'], /--rates needs a number/],
    [['--fast'], /--fast/],
  ] as const) {
    const { exitCode, progress } = await bench(words)
    assert.equal(exitCode, 2)
    assert.match(progress.join('\n'), problem)
  }
})
