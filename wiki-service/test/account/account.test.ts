import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fc } from '../support/fast-check.ts'
import { Unavailable } from '../../src/database/unavailable.ts'
import { Account, type Eviction } from '../../src/http/account/account.ts'
import { clientGroup } from '../../src/http/account/client-group.ts'
import type { Hold } from '../../src/http/account/hold.ts'

test('a client is an IPv4 address or a /64 network of IPv6', () => {
  assert.equal(clientGroup('192.0.2.1'), '192.0.2.1')
  assert.equal(clientGroup('::ffff:192.0.2.1'), '192.0.2.1')
  assert.equal(clientGroup('2001:DB8:0:7::1'), '2001:db8:0:7::/64')
  assert.equal(clientGroup('2001:db8:0:7:ffff:1:2:3'), '2001:db8:0:7::/64')
  assert.equal(clientGroup('2001:db8::1:2:3:4'), '2001:db8:0:0::/64')
  assert.equal(clientGroup('fe80::1%eth0'), 'fe80:0:0:0::/64')
  assert.equal(clientGroup('::1'), '0:0:0:0::/64')
  for (const odd of ['', 'unknown', 'a:b', '_hidden']) assert.equal(clientGroup(odd), odd)
})

test('a client may hold no more than stays free, and another client still has room', () => {
  const { account, hold } = clients(100)
  const [first, second] = [hold('a'), hold('b')]
  for (const one of [first, second]) one.enter('working')
  assert.ok(first.add(50))
  assert.ok(!hold('a').add(1))
  assert.ok(second.add(25))
  assert.ok(!second.add(1))
  first[Symbol.dispose]()
  assert.ok(second.add(25))
  second[Symbol.dispose]()
  second[Symbol.dispose]()
  assert.equal(account.held, 0)
})

test('bytes already in memory replace what has not moved for the longest time', () => {
  const { hold, evicted } = clients(100)
  const [slow, quick, last] = [hold('a'), hold('a'), hold('a')]
  slow.add(20)
  quick.add(20)
  quick.holder.moved += 10_000
  last.add(20)
  assert.deepEqual(evicted, [[slow, 'room']])
  quick.holder.moved += 10_000
  const latest = hold('a')
  latest.add(20)
  assert.deepEqual(evicted.slice(1), [[last, 'room']])
})

test('memory in use is kept, and there is no room for more bytes', () => {
  const { account, hold, evicted } = clients(100)
  const worked = hold('a')
  worked.enter('working')
  assert.ok(worked.add(50))
  assert.ok(!hold('a').add(10))
  assert.deepEqual([evicted.length, account.held], [0, 50])
})

test('waiting for room does not evict a client that is reading its answer', async () => {
  const { hold, evicted } = clients(100)
  const unread = hold('a')
  assert.ok(unread.add(50))
  unread.enter('reading')
  await assert.rejects(hold('a').reserve(10, 3_500), Unavailable)
  assert.equal(evicted.length, 0)
  assert.ok(hold('a').add(10))
  assert.deepEqual(evicted, [[unread, 'room']])
})

test('room is granted in order, and clients do not wait for each other', async () => {
  const { account, hold } = clients(100)
  const [first, other] = [hold('a'), hold('b')]
  first.enter('working')
  assert.ok(first.add(40))
  const order: string[] = []
  const second = hold('a')
  const waiting = [
    second.reserve(30, 5_000).then(() => order.push('second')),
    hold('a')
      .reserve(1, 5_000)
      .then(() => order.push('third')),
  ]
  await other.reserve(20, 5_000)
  assert.deepEqual(order, [])
  first[Symbol.dispose]()
  await Promise.all(waiting)
  assert.deepEqual(order, ['second', 'third'])
  assert.equal(account.held, 51)
})

test('a waiting client gets the room of one that does not move', async () => {
  const { hold, evicted } = clients(100)
  const still = hold('a')
  assert.ok(still.add(50))
  await hold('a').reserve(30, 10_000)
  assert.deepEqual(evicted, [[still, 'room']])
})

test('a wait ends at its limit, and nothing is held afterwards', async () => {
  const { account, hold } = clients(100)
  const worked = hold('a')
  worked.enter('working')
  assert.ok(worked.add(50))
  const vain = hold('a')
  await assert.rejects(vain.reserve(30, 20), Unavailable)
  const leaving = hold('a')
  const left = assert.rejects(leaving.reserve(30, 10_000), Unavailable)
  leaving[Symbol.dispose]()
  await left
  assert.equal(account.held, 50)
})

test('whatever stands still for too long is closed even if nobody waits', () => {
  const { account, hold, evicted } = clients(100)
  const [still, moving] = [hold('a'), hold('b')]
  still.add(10)
  moving.add(10)
  account.sweep(1_000)
  assert.equal(evicted.length, 0)
  moving.holder.moved += 10_000
  account.sweep(-1)
  assert.ok(evicted.some(([one, reason]) => one === still && reason === 'standstill'))
})

test('nothing remains of any hold, however it ended', async () => {
  const step = fc.record({
    who: fc.constantFrom('a', 'b', 'c'),
    bytes: fc.integer({ min: 1, max: 60 }),
    how: fc.constantFrom('add', 'shrink', 'reserve', 'dispose', 'work'),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const { account, hold } = clients(100)
      const holds: Hold[] = []
      const waits: Promise<unknown>[] = []
      for (const { who, bytes, how } of steps) {
        const one = hold(who)
        if (how === 'dispose') holds.shift()?.[Symbol.dispose]()
        else holds.push(one)
        if (how === 'work') one.enter('working')
        if (how === 'add' || how === 'work') one.add(bytes)
        if (how === 'shrink') holds[0]?.shrink(bytes)
        if (how === 'reserve') waits.push(one.reserve(bytes, 1).catch(() => {}))
        assert.ok(account.held <= 100, `${account.held} are held`)
      }
      await Promise.all(waits)
      for (const one of holds) one[Symbol.dispose]()
      assert.equal(account.held, 0)
    }),
    { numRuns: 50 },
  )
})

type TestHold = Hold & { readonly holder: { moved: number } }

/** An account, and its evictions by client. */
function clients(capacity: number): {
  account: Account
  hold: (address: string) => TestHold
  evicted: [Hold, Eviction][]
} {
  const evicted: [Hold, Eviction][] = []
  let latest: Eviction = 'room'
  const account = new Account(capacity, (reason) => (latest = reason))
  const hold = (address: string): TestHold => {
    const holder = { moved: 0, evict: (): void => void evicted.push([made, latest]) }
    const made: TestHold = Object.assign(account.hold(address, holder), { holder })
    return made
  }
  return { account, hold, evicted }
}
