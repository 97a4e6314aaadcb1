import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Histogram } from '../../src/telemetry/histogram.ts'

test('a bucket counts values up to its bound, including those of lower buckets', () => {
  const histogram = new Histogram({
    name: 'size',
    help: 'How large',
    type: 'histogram',
    labels: ['of'],
    buckets: [1, 2.5],
  })
  const cups = histogram.add({ of: 'cups' })
  for (const size of [0.5, 1, 2.5, 2.75]) cups.observe(size)
  histogram.add({ of: 'plates' })
  assert.equal(
    histogram.text(),
    `
# HELP size How large
# TYPE size histogram
size_bucket{le="1",of="cups"} 2
size_bucket{le="2.5",of="cups"} 3
size_bucket{le="+Inf",of="cups"} 4
size_sum{of="cups"} 6.75
size_count{of="cups"} 4
size_bucket{le="1",of="plates"} 0
size_bucket{le="2.5",of="plates"} 0
size_bucket{le="+Inf",of="plates"} 0
size_sum{of="plates"} 0
size_count{of="plates"} 0
`,
  )
})
