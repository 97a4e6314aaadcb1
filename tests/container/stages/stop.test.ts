import assert from 'node:assert/strict'
import { chmodSync, readdirSync } from 'node:fs'
import { test } from 'node:test'
import { Machine } from './machine.ts'

test('only the first process of each container is a pod process', async () => {
  using machine = new Machine()
  process(machine, 1, 0, 'bash')
  process(machine, 20, 1, 'k3s')
  process(machine, 30, 1, 'containerd-shim')
  process(machine, 31, 30, 'pause')
  process(machine, 32, 30, 'postgres')
  process(machine, 33, 32, 'postgres')
  process(machine, 34, 30, 'Main (Thread) x')
  const { stdout } = await machine.run('pod_processes | sort -n')
  assert.equal(stdout, '32 postgres\n34 Main\n')
})

test('pods end first, PostgreSQL after its clients, each with its own signal', async () => {
  using machine = new Machine()
  // The fake /proc contains only these processes, so no other process on this machine can be hit.
  script(machine, 'client', `trap 'sleep 0.3; echo client TERM >>"${machine.path('ended')}"; exit' TERM`)
  script(machine, 'postgres', `trap 'echo postgres INT >>"${machine.path('ended')}"; exit' INT`)
  // A shell starts what runs in the background with SIGINT ignored.
  const shim = `#!/bin/bash\n"$1/client" & echo $! >>"$1/pids"\nenv --default-signal=INT "$1/postgres" & echo $! >>"$1/pids"\nwait\n`
  machine.write('containerd-shim', shim)
  chmodSync(machine.path('containerd-shim'), 0o755)
  const code = [
    `"${machine.root}/containerd-shim" "${machine.root}" & shim=$!`,
    `until [ -f "${machine.root}/client.up" ] && [ -f "${machine.root}/postgres.up" ]; do sleep 0.02; done`,
    `for p in $shim $(cat "${machine.root}/pids"); do ln -s /proc/$p "$PROC_ROOT/$p"; done`,
    `sleep 60 & k3s_pid=$!; ln -s /proc/$k3s_pid "$PROC_ROOT/$k3s_pid"`,
    'boot_begin=$(now_ms) finished=() current=',
    'stop_cluster; ! kill -0 "$k3s_pid" 2>/dev/null',
  ]
  const { status, stderr } = await machine.run(code.join('\n'))
  assert.equal(status, 0, stderr)
  assert.equal(machine.read('ended'), 'client TERM\npostgres INT\n')
})

test('before k3s runs there is nothing to stop, and no process is touched', async () => {
  using machine = new Machine()
  process(machine, 30, 1, 'containerd-shim')
  process(machine, 32, 30, 'postgres')
  const { status, stderr } = await machine.run(
    'kill() { echo killed; }; boot_begin=$(now_ms) finished=() current=; stop_cluster',
  )
  assert.equal(status, 0, stderr)
  assert.deepEqual(readdirSync(machine.path('proc')).toSorted(), ['30', '32'])
})

function process(machine: Machine, pid: number, parent: number, name: string): void {
  machine.write(`proc/${pid}/stat`, `${pid} (${name}) S ${parent} ${pid} ${pid} 0 -1 4194560\n`)
}

function script(machine: Machine, name: string, trap: string): void {
  machine.write(name, `#!/bin/bash\n${trap}\ntouch "$0.up"\nwhile :; do sleep 0.05; done\n`)
  chmodSync(machine.path(name), 0o755)
}
