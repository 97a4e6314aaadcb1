import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { fc } from '../../wiki-service/test/support/fast-check.ts'
import { Latencies } from '../../tools/latencies.ts'
import { compare } from '../../bench/report/comparison.ts'
import { page, pageWith, picture } from '../../bench/report/page.ts'
import { plot } from '../../bench/report/plot.ts'
import { summarize } from '../../bench/report/result.ts'
import { newestResult, resultsFolder } from '../../bench/report/results-folder.ts'

test('a percentile is the smallest latency that its share does not exceed', () => {
  const latencies = fc.array(fc.double({ min: 0, max: 1_000, noNaN: true }), { minLength: 1, maxLength: 300 })
  fc.assert(
    fc.property(latencies, fc.double({ min: 0.001, max: 1, noNaN: true }), (values, share) => {
      const recorded = new Latencies()
      for (const value of values) recorded.add(value)
      const { found } = recorded.percentiles({ found: share })
      const upTo = (bound: number) => values.filter((value) => value <= bound).length / values.length
      assert.ok(values.includes(found) || (found === 0 && values.includes(-0)))
      assert.ok(upTo(found) >= share)
      for (const value of values) assert.ok(value >= found || upTo(value) < share)
    }),
  )
})

test('a recorder grows beyond its initial size', () => {
  const recorded = new Latencies()
  for (let latency = 1; latency <= 200_000; latency += 1) recorded.add(latency)
  assert.equal(recorded.count, 200_000)
  assert.deepEqual(recorded.percentiles({ half: 0.5, all: 1 }), { half: 100_000, all: 200_000 })
})

test('a difference larger than both spreads is marked', () => {
  const rates = (...rounds: number[]) => summarize(rounds.map((rate) => ({ rate, p50Ms: rate })))
  const before = rates(100, 110, 120)
  assert.deepEqual(compare('rate', rates(125, 132, 140), before), { ratio: 1.2, verdict: 'better' })
  assert.deepEqual(compare('p50Ms', rates(125, 132, 140), before), { ratio: 1.2, verdict: 'worse' })
  assert.equal(compare('rate', rates(70, 80, 90), before)?.verdict, 'worse')
  assert.equal(compare('rate', rates(110, 125, 130), before)?.verdict, 'noise')
  assert.equal(compare('rate', rates(110, 132, 160), before)?.verdict, 'noise')
  assert.equal(compare('rate', rates(123, 124, 125), before)?.verdict, 'noise')
  assert.equal(compare('rate', rates(500), before)?.verdict, 'noise')
  assert.equal(compare('rate', rates(1), undefined), undefined)
})

test('the page and its picture show the newest result', async () => {
  const result = await newestResult(resultsFolder)
  assert.ok(result, 'bench/results holds a result')
  const text = await readFile(page, 'utf8')
  assert.equal(text, pageWith(text, result), 'stale: npm run bench:plot')
  assert.equal(await readFile(picture, 'utf8'), plot(result), 'stale: npm run bench:plot')
})
