import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connectionCost, ConnectionRoom, type Place, type Resident } from '../../src/http/account/connection-room.ts'

test('without room, the client with the most connections loses the one that has waited longest', () => {
  const { room, enter, closed } = roomFor(8)
  const first = enter('a', { lastActive: 2 })
  const second = enter('a', { lastActive: 1 })
  const busy = enter('a', { lastActive: 0, isWaiting: false })
  const others = [enter('b', { lastActive: 0 }), enter('c', { lastActive: 0 })]
  for (let index = 0; index < 3; index += 1) enter('a', { lastActive: 3 })
  assert.deepEqual(closed, [])
  enter('d', { lastActive: 4 })
  enter('d', { lastActive: 4 })
  assert.deepEqual(closed, [second.resident, first.resident])
  room.leave(busy)
  for (const place of others) room.leave(place)
  room.leave(second)
  assert.equal(room.bytes, 5 * connectionCost.plain)
})

test('one client leaves an eighth of the room to others', () => {
  const { room, enter, closed } = roomFor(8)
  const places = Array.from({ length: 8 }, (_, index) => enter('a', { lastActive: index }))
  assert.deepEqual(closed, [places[0]?.resident])
  enter('b', { lastActive: 0 })
  assert.equal(closed.length, 1)
  for (const place of places) room.leave(place)
  assert.equal(room.bytes, connectionCost.plain)
})

test('a connection that was never answered is evicted before one that was', () => {
  const { enter, closed } = roomFor(8)
  const proven = enter('a', { lastActive: 0, isProven: true })
  const silent = enter('a', { lastActive: 1 })
  for (let index = 0; index < 6; index += 1) enter('a', { lastActive: 2, isProven: true })
  assert.deepEqual(closed, [silent.resident])
  enter('a', { lastActive: 3, isProven: true })
  assert.deepEqual(closed[1], proven.resident)
})

test('if all are busy, the newest is refused, and growth counts', () => {
  const { room, enter, closed } = roomFor(4)
  const busy = [1, 2].map(() => enter('a', { isWaiting: false }))
  const last = enter('a', {})
  room.grow(last, connectionCost.ofNode)
  assert.deepEqual(closed, [last.resident])
  room.leave(last)
  for (const place of busy) room.leave(place)
  assert.equal(room.bytes, 0)
})

function roomFor(connections: number): {
  room: ConnectionRoom
  enter: (address: string, resident: Partial<Resident>) => Place
  closed: Resident[]
} {
  const closed: Resident[] = []
  const room = new ConnectionRoom(connections * connectionCost.plain)
  return {
    room,
    closed,
    enter(address, resident) {
      const made: Resident = {
        isWaiting: true,
        isProven: false,
        lastActive: 0,
        destroy: () => void closed.push(made),
        ...resident,
      }
      return room.enter(made, address)
    },
  }
}
