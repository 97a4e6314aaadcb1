import assert from 'node:assert/strict'
import { test } from 'node:test'
import { time } from '../../src/web/parts/time.ts'

const now = new Date('2026-01-01T00:30:00Z')

test('a time is shown as how long ago it is, and its exact value is kept', () => {
  const cases = [
    ['2026-01-01T00:07:59.123456Z', 'moment', 'today at 00:07'],
    ['2025-12-31T23:59:59.999999Z', 'moment', 'yesterday at 23:59'],
    ['2025-12-30T09:05:00.000000Z', 'moment', '30 December 2025 at 09:05'],
    ['2026-01-01T00:07:00Z', 'brief', 'Today 00:07'],
    ['2025-09-04T08:57:00Z', 'brief', '4 Sep 2025 08:57'],
    ['2025-12-31T08:57:00Z', 'date', 'yesterday'],
    ['2025-12-31T08:57:00Z', 'clock', '08:57'],
    ['2026-01-01T00:00:00Z', 'day', 'Today, Thursday 1 January'],
    ['2025-12-31T00:00:00Z', 'day', 'Yesterday, Wednesday 31 December 2025'],
    ['2024-02-29T00:00:00Z', 'day', 'Thursday 29 February 2024'],
  ] as const
  for (const [instant, wording, words] of cases) {
    const { text } = time(instant, wording, now)
    assert.equal(text, `<time datetime="${instant.replace(/\.\d+/, '')}" data-as="${wording}">${words}</time>`)
  }
})
