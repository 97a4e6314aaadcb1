import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fc } from '../support/fast-check.ts'
import { IncomingBody, maxBodyBytes } from '../../src/http/incoming-body.ts'

test('a body is complete however it is split, and costs about its size', () => {
  const body = fc.uint8Array({ minLength: 1, maxLength: 200_000, size: 'max' })
  const cuts = fc.array(fc.integer({ min: 1, max: 70_000 }), { minLength: 1, maxLength: 20 })
  fc.assert(
    fc.property(body, cuts, fc.boolean(), (bytes, sizes, isAnnounced) => {
      const incoming = new IncomingBody(isAnnounced ? bytes.length : undefined)
      let held = 0
      for (let at = 0, index = 0; at < bytes.length; index += 1) {
        const size = sizes[index % sizes.length] ?? 1
        held += incoming.take(Buffer.from(bytes.subarray(at, at + size)))
        at += size
        if (!incoming.wantsRoom) continue
        held += incoming.missingRoom
        incoming.giveRoom()
      }
      assert.ok(incoming.whole().equals(bytes))
      assert.ok(held >= bytes.length)
      const most = isAnnounced ? bytes.length : bytes.length > 65_536 ? maxBodyBytes : 2 * bytes.length + 4_096
      assert.ok(held <= most, `${held} for ${bytes.length}`)
    }),
    { numRuns: 60 },
  )
})

test('single bytes cost no more than their size', () => {
  const incoming = new IncomingBody(undefined)
  let held = 0
  for (let count = 0; count < 60_000; count += 1) held += incoming.take(Buffer.from('x'))
  assert.ok(held < 130_000)
  assert.equal(incoming.whole().length, 60_000)
})

test('a body over 4 MiB is refused as soon as its size is known', () => {
  assert.ok(new IncomingBody(maxBodyBytes + 1).isTooLarge)
  const incoming = new IncomingBody(undefined)
  for (let count = 0; count < 64; count += 1) {
    incoming.take(Buffer.alloc(65_536))
    if (incoming.wantsRoom) incoming.giveRoom()
  }
  assert.ok(!incoming.isTooLarge)
  incoming.take(Buffer.from('x'))
  assert.ok(incoming.isTooLarge)
})
