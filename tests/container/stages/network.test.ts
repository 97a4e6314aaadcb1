import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Machine } from './machine.ts'

test('without a network, a bridge without ports carries the default route', async () => {
  using machine = new Machine()
  machine.program('ip', 'case "$*" in "link show wiki0") exit 1 ;; esac')
  const { status, stderr } = await machine.run('ensure_default_route')
  assert.equal(status, 0, stderr)
  assert.match(machine.calls(), /ip link add wiki0 type bridge\n/)
  assert.match(
    machine.calls(),
    /ip address add 10.99.0.1\/24 dev wiki0\nip link set wiki0 up\nip route replace default/,
  )
})

test('after a restart the existing bridge is reused', async () => {
  using machine = new Machine()
  machine.program('ip', 'case "$*" in "address show dev wiki0") echo inet 10.99.0.1/24 ;; esac')
  const { status, stderr } = await machine.run('ensure_default_route')
  assert.equal(status, 0, stderr)
  assert.doesNotMatch(machine.calls(), /link add|address add/)
})

test('an existing network remains unchanged', async () => {
  using machine = new Machine()
  machine.program('ip', 'echo default via 172.17.0.1 dev eth0')
  await machine.run('ensure_default_route')
  assert.equal(machine.calls(), 'ip -4 route show default\nip -4 route show default\n')
})

test('a failure to create the route is reported', async () => {
  using machine = new Machine()
  machine.program('ip', 'case "$*" in *"route replace"*) exit 2 ;; esac')
  const { status } = await machine.run('ensure_default_route')
  assert.equal(status, 1)
  assert.match(machine.read('state/remedy'), /--network bridge/)
})
