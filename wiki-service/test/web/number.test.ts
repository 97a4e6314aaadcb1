import assert from 'node:assert/strict'
import { test } from 'node:test'
import { positiveNumber } from '../../src/web/number.ts'

test('positive numbers are read as far as PostgreSQL stores them', () => {
  for (const number of [1, 7, 999_999_999, 1_000_000_000, 2_147_483_647])
    assert.equal(positiveNumber(String(number)), number)
  for (const text of ['', '0', '-1', '01', '1.5', '1e3', ' 1', '1 ', '2147483648', '9999999999', '99999999999', '١'])
    assert.equal(positiveNumber(text), 0, text)
})
