import assert from 'node:assert/strict'
import { mkdirSync, rmSync } from 'node:fs'
import { test } from 'node:test'
import { Machine, privileged } from './machine.ts'

// A plain file does not empty itself as the kernel's cgroup.procs does.
const kernel = `move_process() { sed -i "/^$1\\$/d" "$CGROUP_ROOT/cgroup.procs"; echo "$1" >>"$2"; }`

test('on v2 every process leaves the root cgroup before its controllers are enabled', async () => {
  using machine = new Machine()
  privileged(machine, 'v2')
  machine.write('cgroup/cgroup.procs', '1\n7\n42\n')
  const { status, stderr } = await machine.run(`${kernel}\nprepare_cgroups`)
  assert.equal(status, 0, stderr)
  assert.equal(machine.read('cgroup/cgroup.procs'), '')
  assert.equal(machine.read('cgroup/init/cgroup.procs'), '1\n7\n42\n')
  assert.equal(machine.read('cgroup/cgroup.subtree_control'), '+cpuset\n+cpu\n+io\n+memory\n+hugetlb\n+pids\n')
})

test('a process that does not leave the root cgroup is named', async () => {
  using machine = new Machine()
  privileged(machine, 'v2')
  machine.write('cgroup/cgroup.procs', '1\n')
  const { status } = await machine.run('prepare_cgroups')
  assert.equal(status, 1)
  assert.match(machine.read('state/cause'), /process 1 does not leave the root cgroup/)
})

test('a controller that pods need and that cannot be enabled ends the boot', async () => {
  using machine = new Machine()
  privileged(machine, 'v2')
  rmSync(machine.path('cgroup/cgroup.subtree_control'))
  mkdirSync(machine.path('cgroup/cgroup.subtree_control'))
  const { status } = await machine.run('prepare_cgroups')
  assert.equal(status, 1)
  assert.match(machine.read('state/cause'), /controller cpuset cannot be enabled/)
  assert.match(machine.read('state/remedy'), /--cgroupns=private/)
})

test('v1 remains unchanged', async () => {
  using machine = new Machine()
  privileged(machine, 'v1')
  const { status, stderr } = await machine.run('prepare_cgroups; cgroup_version')
  assert.equal(status, 0, stderr)
  assert.equal(machine.read('cgroup/memory/cgroup.procs'), '1\n')
})

test("in the host's cgroup namespace on v2 the program restarts in its own", async () => {
  using machine = new Machine()
  privileged(machine, 'v2')
  machine.write('proc/self/cgroup', '0::/system.slice/docker-0a.scope\n')
  machine.program('unshare', 'exit 0')
  const { status, stdout } = await machine.run('own_cgroup_namespace /entrypoint.sh --flag; echo not reached')
  assert.equal(status, 0)
  assert.equal(stdout, '')
  assert.match(machine.calls(), /^unshare --cgroup -- \/entrypoint.sh --flag$/m)
})

test('then the tree is remounted, so that its root is our own cgroup', async () => {
  using machine = new Machine()
  privileged(machine, 'v2')
  const { status, stderr } = await machine.run('prepare_cgroups', { OWN_CGROUP_NAMESPACE: 'yes' })
  assert.equal(status, 0, stderr)
  assert.match(machine.calls(), /umount .*cgroup\nmount -t cgroup2 cgroup2 .*cgroup\n/)
})

for (const version of ['v1', 'v2'] as const) {
  test(`in its own namespace nothing is restarted (${version})`, async () => {
    using machine = new Machine()
    privileged(machine, version)
    machine.program('unshare', 'exit 0')
    const { stdout } = await machine.run('own_cgroup_namespace /entrypoint.sh; echo reached')
    assert.equal(stdout, 'reached\n')
  })
}
