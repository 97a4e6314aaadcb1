import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connectionCost } from '../../src/http/account/connection-room.ts'
import { memoryBudget, memoryLimit } from '../../src/http/account/memory-budget.ts'

const mebibyte = 2 ** 20

test('the limit is the setting, that of the control group, or 256 MiB', () => {
  assert.equal(memoryLimit(512, 256 * mebibyte), 512 * mebibyte)
  assert.equal(memoryLimit(undefined, 300 * mebibyte), 300 * mebibyte)
  // Node's values without a limit: version 2 of control groups, version 1, none.
  for (const unlimited of [0, 2 ** 64, 2 ** 63 - 4096]) assert.equal(memoryLimit(undefined, unlimited), 256 * mebibyte)
})

test('all parts together fit into the limit', () => {
  for (const limit of [228, 256, 512, 4096]) {
    const budget = memoryBudget(limit * mebibyte, 1_000_000)
    const parts = budget.connections * connectionCost.plain + budget.held + 6 * budget.workedOn
    assert.ok(budget.isEnough)
    // The process, a thread, and a part for garbage.
    assert.ok((164 + budget.held / mebibyte) * mebibyte + parts <= limit * mebibyte, `${limit} MiB`)
  }
  assert.ok(memoryBudget(256 * mebibyte, 10_000).connections > 2_800)
  assert.equal(memoryBudget(2 ** 40, 10_000).connections, 10_000)
  assert.ok(!memoryBudget(128 * mebibyte, 10_000).isEnough)
})
