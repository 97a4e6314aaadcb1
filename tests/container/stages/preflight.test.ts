import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { test } from 'node:test'
import { Machine, privileged } from './machine.ts'

for (const version of ['v1', 'v2'] as const) {
  test(`a privileged container passes (cgroup ${version})`, async () => {
    using machine = new Machine()
    privileged(machine, version)
    const { status, stderr } = await machine.run('preflight')
    assert.equal(status, 0, stderr)
    assert.equal(machine.read('state/note'), `cgroup ${version}, 2 CPUs, 8192 MiB memory, 57220 MiB disk`)
  })
}

type Refusal = {
  because: string
  version?: 'v1' | 'v2'
  make: (machine: Machine) => void
  cause: RegExp
  remedy: RegExp
}

const refusals: Refusal[] = [
  {
    because: 'no --privileged: capabilities',
    make: (machine) => machine.write('proc/self/status', 'CapEff:\t00000000a80425fb\n'),
    cause: /not privileged \(it lacks CAP_SYS_ADMIN\)/,
    remedy: /^docker run --privileged --publish 8080:8080 nebula-wiki$/m,
  },
  {
    because: '--cap-add ALL alone: /proc/sys',
    make: (machine) => rmSync(machine.path('proc/sys'), { recursive: true }),
    cause: /not privileged \(\/proc\/sys is read-only\)/,
    remedy: /docker run --privileged /,
  },
  {
    because: '--user',
    make: (machine) => machine.program('id', 'echo 1000'),
    cause: /unprivileged user/,
    remedy: /without --user/,
  },
  {
    because: '--pid host',
    make: (machine) => machine.write('proc/1/comm', 'systemd\n'),
    cause: /shares the host's processes/,
    remedy: /without --pid host/,
  },
  {
    because: 'a v2 controller that is not delegated',
    version: 'v2',
    make: (machine) => machine.write('cgroup/cgroup.controllers', 'cpuset cpu io pids\n'),
    cause: /cgroup v2 gives this container no memory controller/,
    remedy: /Delegate=yes/,
  },
  {
    because: 'a v1 hierarchy that is not mounted',
    make: (machine) => rmSync(machine.path('cgroup/pids'), { recursive: true }),
    cause: /no cgroup v1 hierarchy for pids/,
    remedy: /mount -t cgroup -o pids cgroup/,
  },
  {
    because: 'a memory limit on v1',
    make: (machine) => machine.write('cgroup/memory/memory.limit_in_bytes', `${1024 ** 3}\n`),
    cause: /^1024 MiB of memory is not enough: the cluster requires 2560 MiB/,
    remedy: /--memory 4g/,
  },
  {
    because: 'a memory limit on v2',
    version: 'v2',
    make: (machine) => machine.write('cgroup/memory.max', `${2 * 1024 ** 3}\n`),
    cause: /^2048 MiB of memory is not enough/,
    remedy: /--memory 4g/,
  },
  {
    because: 'a full disk',
    make: (machine) => machine.program('df', 'echo Avail; echo 1000000000'),
    cause: /953 MiB of free disk for .* a start requires 3072 MiB/,
    remedy: /docker system prune/,
  },
  {
    because: 'no volume',
    make: (machine) => machine.program('mount', 'exit 32'),
    cause: /not on a volume/,
    remedy: /--volume nebula-wiki:\/var\/lib\/rancher\/k3s/,
  },
  {
    because: '--network host, and port 8080 is taken',
    make: (machine) => machine.write('proc/net/tcp', '   0: 0100007F:1F90 00000000:0000 0A 00000000\n'),
    cause: /port 8080 is already taken/,
    remedy: /without --network host/,
  },
]

for (const { because, version = 'v1', make, cause, remedy } of refusals) {
  test(`refused, with a cause and a command: ${because}`, async () => {
    using machine = new Machine()
    privileged(machine, version)
    make(machine)
    const { status } = await machine.run('preflight')
    assert.equal(status, 1)
    assert.match(machine.read('state/cause'), cause)
    assert.match(machine.read('state/remedy'), remedy)
  })
}

test('a limit of "max", a limit above the machine and a connection from port 8080 refuse nothing', async () => {
  using machine = new Machine()
  privileged(machine, 'v2')
  machine.write('cgroup/memory.max', 'max\n')
  machine.write('proc/net/tcp', '   0: 0100007F:1F90 0100007F:C001 01 00000000\n')
  const { status } = await machine.run('preflight')
  assert.equal(status, 0)
})

test('once the images are unpacked, a start needs little disk space', async () => {
  using machine = new Machine()
  privileged(machine, 'v1')
  machine.program('df', 'echo Avail; echo 1000000000')
  machine.write('data/agent/containerd/there', '')
  const { status } = await machine.run('preflight')
  assert.equal(status, 0)
})
