import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Fault, Scene } from '../../proof/fault.ts'
import { inflict } from '../../proof/inflict.ts'
import { LeftBehind } from '../../tools/program.ts'

// These faults use nothing else of the scene.
const scene = { outageSeconds: 0.001 } as Scene
const running = new AbortController().signal

test('a fault is undone, even if it was half inflicted or the run is interrupted', async () => {
  const whole = recording({})
  await inflict(whole.fault, scene, running)
  assert.deepEqual(whole.events, ['do', 'undo'])

  const half = recording({ do: 'done by half' })
  await assert.rejects(inflict(half.fault, scene, running), /done by half/)
  assert.deepEqual(half.events, ['do', 'undo'])

  const interrupted = recording({})
  await assert.rejects(inflict(interrupted.fault, { ...scene, outageSeconds: 600 }, AbortSignal.abort()), /aborted/)
  assert.deepEqual(interrupted.events, ['do', 'undo'])
})

test('a fault that cannot be undone is retried, and then reported with the reason', async () => {
  const late = recording({ undo: 'not yet' }, 2)
  await inflict(late.fault, scene, running)
  assert.deepEqual(late.events, ['do', 'undo', 'undo', 'undo'])

  const never = recording({ undo: 'node-1: no nft' })
  await assert.rejects(inflict(never.fault, { ...scene, outageSeconds: 600 }, AbortSignal.abort()), (error) => {
    assert.ok(error instanceof LeftBehind)
    assert.equal(error.message, '“A cut” could not be taken back: node-1: no nft')
    return true
  })
})

/** @param failures errors of its halves @param times how often the second half fails */
function recording(failures: { readonly do?: string; readonly undo?: string }, times = Infinity) {
  const events: string[] = []
  const fault: Fault = {
    title: 'A cut',
    async do() {
      events.push('do')
      if (failures.do !== undefined) throw new Error(failures.do)
    },
    async undo() {
      events.push('undo')
      if (failures.undo !== undefined && events.length <= 1 + times) throw new Error(failures.undo)
    },
    mustHold: { failures: 'none' },
  }
  return { fault, events }
}
