import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import path from 'node:path'
import { Machine, privileged, repository } from './machine.ts'

const entrypoint = path.join(repository, 'entrypoint.sh')

type Status = { state: string; stage: string | null; stages: { name: string; seconds: number }[]; error: unknown }

test('a boot runs every stage, becomes ready, and ends with status 0 at SIGTERM', async () => {
  using machine = bootable()
  const running = machine.start([entrypoint])
  await until(() => status(machine)?.state === 'ready')
  const ready = status(machine)
  running.kill()
  const { status: code, stdout, stderr } = await running.ended
  assert.equal(code, 0, stderr)
  const names = ['preflight', 'cgroups', 'network', 'k3s', 'images', 'chart', 'ready', 'verify']
  assert.deepEqual(
    ready?.stages.map((stage) => stage.name),
    names,
  )
  assert.equal(ready?.error, null)
  assert.deepEqual(
    [...stdout.matchAll(/^ {2}ok +\d+\.\d s {2}(\w+)/gm)].map((line) => line[1]),
    names,
  )
  assert.match(stdout, /log in as admin, password admin/)
  assert.equal(status(machine)?.state, 'stopped')
  assert.match(
    machine.calls(),
    /^helm upgrade --install wiki .*fastapi.image_name=nebula-wiki.internal\/wiki-service:abc$/m,
  )
  assert.match(machine.calls(), /^test_api --read-only http:\/\/entry$/m)
  assert.match(machine.read('data/server/manifests/nebula-wiki-traefik.yaml'), /kind: HelmChartConfig/)
})

test('a start with the same release skips Helm and imports nothing', async () => {
  using machine = bootable()
  machine.write('data/nebula-wiki.release', machine.read('bundle/release'))
  machine.write('held', 'nebula-wiki.internal/wiki-service:abc\n')
  machine.write('data/nebula-wiki.images', 'nebula-wiki.internal/wiki-service:abc sha256:1\n')
  const running = machine.start([entrypoint])
  await until(() => status(machine)?.state === 'ready')
  running.kill()
  await running.ended
  assert.doesNotMatch(machine.calls(), /^helm |images import/m)
})

for (const half of ['listed by containerd', 'noted as imported', 'noted at another digest']) {
  test(`an image that is only ${half} is imported again`, async () => {
    using machine = bootable()
    const reference = 'nebula-wiki.internal/wiki-service:abc'
    if (half !== 'noted as imported') machine.write('held', `${reference}\n`)
    if (half === 'noted as imported') machine.write('data/nebula-wiki.images', `${reference} sha256:1\n`)
    if (half === 'noted at another digest') machine.write('data/nebula-wiki.images', `${reference} sha256:2\n`)
    const { status: code, stderr } = await machine.run('import_images')
    assert.equal(code, 0, stderr)
    assert.match(machine.calls(), /images import .*wiki-service.tar$/m)
    assert.match(machine.read('data/nebula-wiki.images'), /wiki-service:abc sha256:1\n$/)
  })
}

test('the chart is installed only once volumes can be created', async () => {
  using machine = bootable()
  const asked = machine.path('asked')
  machine.program('kubectl', `[ "$2" != storageclass ] || { echo >>'${asked}'; [ "$(wc -l <'${asked}')" -ge 3 ]; }`)
  const running = machine.start([entrypoint])
  await until(() => status(machine)?.state === 'ready')
  running.kill()
  await running.ended
  assert.match(machine.calls(), /(kubectl get storageclass local-path\n){3}[^]*\nhelm upgrade/)
})

test('a boot that is stopped half-way ends with status 0', async () => {
  using machine = bootable()
  machine.program('kubectl', 'exit 1')
  const running = machine.start([entrypoint])
  await until(() => status(machine)?.stage === 'k3s')
  running.kill()
  assert.equal((await running.ended).status, 0)
})

test('if k3s ends, its last message is shown, and the container ends', async () => {
  using machine = bootable()
  machine.program(
    'k3s',
    `[ "$1" = server ] || exit 1; echo 'level=fatal msg="listen tcp :6443: bind: address already in use"'; exit 1`,
  )
  machine.program('kubectl', 'exit 1')
  const { status: code, stderr } = await machine.start([entrypoint]).ended
  assert.equal(code, 1)
  assert.match(
    stderr,
    /FAILED after \d+\.\d s in stage k3s\n {2}cause: {2}k3s ended: listen tcp :6443: bind: address already in use\n/,
  )
  assert.match(stderr, /try: +docker run .*without --network host/)
  assert.deepEqual(status(machine)?.error, {
    cause: 'k3s ended: listen tcp :6443: bind: address already in use',
    remedy: 'docker run --privileged --publish 8080:8080 nebula-wiki    (without --network host)',
  })
  assert.equal(status(machine)?.state, 'failed')
})

test('if k3s ends later, the container ends, too', async () => {
  using machine = bootable()
  const running = machine.start([entrypoint])
  await until(() => status(machine)?.state === 'ready')
  machine.write('end-of-k3s', '')
  const { status: code, stderr } = await running.ended
  assert.equal(code, 1)
  assert.match(stderr, /in stage k3s/)
})

test('if Helm refuses the chart, its message is shown', async () => {
  using machine = bootable()
  machine.program('helm', 'echo "Error: values do not meet the schema \\"x\\"" >&2; exit 1')
  const { status: code, stderr } = await machine.start([entrypoint]).ended
  assert.equal(code, 1)
  assert.match(stderr, /cause: {2}the chart cannot be installed: Error: values do not meet the schema "x"/)
  assert.deepEqual(Object.keys(status(machine)?.error ?? {}), ['cause', 'remedy'])
  assert.equal(existsSync(machine.path('data/nebula-wiki.release')), false)
})

test('a failed test_api.sh ends the container with status 1', async () => {
  using machine = bootable()
  machine.write('bundle/test_api.sh', '#!/bin/sh\necho "FAIL GET /users: 500"\nexit 1\n')
  const { status: code, stderr } = await machine.start([entrypoint]).ended
  assert.equal(code, 1)
  assert.match(stderr, /in stage verify\n {2}cause: {2}test_api.sh: FAIL GET \/users: 500/)
})

test('a route that does not answer is named, with the pods that are not ready', async () => {
  using machine = bootable()
  machine.program('curl', `case $* in *'/grafana/api/health') exit 22 ;; esac`)
  machine.program('kubectl', 'echo nebula-wiki wiki-grafana-0 0/1 CrashLoopBackOff 3 1m')
  const { status: code, stderr } = await machine.start([entrypoint], { READY_SECONDS: '1' }).ended
  assert.equal(code, 1)
  assert.match(
    stderr,
    /cause: {2}\/grafana\/api\/health does not answer; not ready: wiki-grafana-0 \(CrashLoopBackOff\)/,
  )
})

test('k3s finds its own images, linked only once', async () => {
  using machine = bootable()
  const link =
    'readlink "$DATA_DIR/agent/images/system.tar.zst"; stat -c %Y.%i "$DATA_DIR/agent/images/system.tar.zst" 2>/dev/null'
  const { stdout } = await machine.run(
    `start_k3s; ${link}; kill $k3s_pid; start_k3s; ${link}; cat "$DATA_DIR/agent/images/.cache.json"; kill $k3s_pid`,
  )
  const [target, first, again, second, cache] = stdout.trim().split('\n')
  assert.equal(target, machine.path('bundle/airgap/system.tar.zst'))
  assert.deepEqual([again, second, cache], [target, first, '{}'])
})

/** A machine on which everything succeeds. */
function bootable(): Machine {
  const machine = new Machine()
  privileged(machine, 'v1')
  machine.write('bundle/release', 'nebula-wiki.internal/wiki-service:abc sha256:1\n')
  machine.write('bundle/images/wiki-service.tar', '')
  machine.write('bundle/images/wiki-service.ref', 'nebula-wiki.internal/wiki-service:abc sha256:1\n')
  machine.write('bundle/airgap/system.tar.zst', '')
  machine.write('bundle/test_api.sh', `#!/bin/sh\necho "test_api $*" >>'${machine.path('calls')}'\necho passed\n`)
  machine.program('ip', 'echo default via 10.0.0.1')
  machine.program('kubectl', 'exit 0')
  machine.program('helm', 'exit 0')
  machine.program('curl', 'case $* in *--write-out*) echo 200 ;; esac')
  const k3s = [
    // The server opens port 6443.
    `case "$*" in`,
    `server) echo '   0: 00000000:192B 00000000:0000 0A' >>'${machine.path('proc/net/tcp')}'; until [ -f '${machine.path('end-of-k3s')}' ]; do sleep 0.05; done ;;`,
    `*'images list --quiet') cat '${machine.path('held')}' 2>/dev/null || true ;;`,
    `esac`,
  ]
  machine.program('k3s', k3s.join('\n'))
  return machine
}

function status(machine: Machine): Status | undefined {
  if (!existsSync(machine.path('state/status.json'))) return undefined
  return JSON.parse(machine.read('state/status.json')) as Status
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000
  while (!condition()) {
    assert.ok(Date.now() < deadline, 'not within 10 s')
    await sleep(20)
  }
}
