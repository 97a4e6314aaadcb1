import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { Machine, repository } from './machine.ts'

const pack = path.join(repository, 'cluster/build/pack-image.sh')
const fetch = path.join(repository, 'cluster/build/fetch-airgap.sh')

test('a root filesystem becomes an OCI archive with its owners, configuration and full name', async () => {
  using machine = new Machine()
  makeRoot(machine)
  const { status, stderr } = await machine.start([
    pack,
    'prom/prometheus:v3',
    machine.path('root'),
    machine.path('out/image.tar'),
    ...configs(machine),
  ]).ended
  assert.equal(status, 0, stderr)
  execFileSync('tar', ['-xf', machine.path('out/image.tar'), '-C', machine.path('oci')])
  const [entry] = (json(machine, 'index.json') as { manifests: Descriptor[] }).manifests
  assert.equal(entry?.annotations?.['io.containerd.image.name'], 'docker.io/prom/prometheus:v3')
  const manifest = blob(machine, entry) as { config: Descriptor; layers: Descriptor[] }
  const config = blob(machine, manifest.config) as { config: { Entrypoint: string[] }; rootfs: { diff_ids: string[] } }
  assert.deepEqual(config.config.Entrypoint, ['/start.sh'])
  const layer = execFileSync('zstd', ['-dc', file(machine, manifest.layers[0])])
  assert.equal(config.rootfs.diff_ids[0], `sha256:${createHash('sha256').update(layer).digest('hex')}`)
  const listed = execFileSync('tar', ['-tv', '--numeric-owner'], { input: layer }).toString()
  assert.match(listed, /^-rwsr-xr-x 999\/42 .* \.\/start.sh$/m)
  assert.doesNotMatch(listed, /\.\/proc\/stat/)
  assert.equal(machine.read('out/image.ref'), `docker.io/prom/prometheus:v3 ${entry?.digest}\n`)
})

test('the same filesystem results in the same bytes, from which a name without a tag gets one', async () => {
  using machine = new Machine()
  makeRoot(machine)
  const archives = []
  for (const name of ['one', 'two']) {
    const out = machine.path(`${name}/image.tar`)
    const { status, stderr } = await machine.start([
      pack,
      'wiki.internal/service',
      machine.path('root'),
      out,
      ...configs(machine),
    ]).ended
    assert.equal(status, 0, stderr)
    archives.push(readFileSync(out).toString('base64'))
  }
  assert.equal(archives[0], archives[1])
  assert.match(machine.read('one/image.ref'), /^wiki.internal\/service:([0-9a-f]{12}) sha256:\1/)
})

test('an image whose entry point is on no list is refused', async () => {
  using machine = new Machine()
  makeRoot(machine)
  const { status, stderr } = await machine.start([
    pack,
    'a/b:1',
    machine.path('root'),
    machine.path('out/image.tar'),
    machine.path('other.json'),
  ]).ended
  assert.equal(status, 1)
  assert.match(stderr, /a\/b:1: no entry point of .*other.json is in the image: its packing list is out of date/)
})

test("k3s's own images come from the build context if present", async () => {
  using machine = new Machine()
  machine.program('curl', 'exit 1')
  machine.write('context/k3s-airgap-images-amd64.tar.zst', 'archive')
  machine.program('dpkg', 'echo amd64')
  const { status, stderr } = await machine.start(airgap(machine)).ended
  assert.equal(status, 0, stderr)
  assert.equal(machine.read('out/k3s-airgap-images-amd64.tar.zst'), 'archive')
  assert.doesNotMatch(machine.calls(), /curl/)
})

test('otherwise they come from the release, and a wrong checksum ends the build', async () => {
  using machine = new Machine()
  machine.program('dpkg', 'echo amd64')
  machine.program('curl', 'while [ "$1" != --output ]; do shift; done; printf archive >"$2"')
  mkdirSync(machine.path('context'))
  const sum = createHash('sha256').update('archive').digest('hex')
  machine.write('checksums', `${sum}  v1.34.4+k3s1/k3s-airgap-images-amd64.tar.zst\n`)
  const { status, stderr } = await machine.start(airgap(machine)).ended
  assert.equal(status, 0, stderr)
  assert.match(machine.calls(), /releases\/download\/v1.34.4%2Bk3s1\/k3s-airgap-images-amd64.tar.zst$/m)

  machine.write('checksums', `${'0'.repeat(64)}  v1.34.4+k3s1/k3s-airgap-images-amd64.tar.zst\n`)
  const wrong = await machine.start(airgap(machine)).ended
  assert.equal(wrong.status, 1)
  assert.match(wrong.stderr, /is not what v1.34.4\+k3s1 published/)
})

type Descriptor = { digest: string; annotations?: Record<string, string> }

function makeRoot(machine: Machine): void {
  for (const folder of ['root/proc', 'oci']) mkdirSync(machine.path(folder), { recursive: true })
  machine.write('root/proc/stat', 'mounted by an engine')
  machine.write('root/start.sh', '#!/bin/sh\n')
  execFileSync('chown', ['999:42', machine.path('root/start.sh')])
  execFileSync('chmod', ['4755', machine.path('root/start.sh')])
  writeFileSync(machine.path('other.json'), '{"Entrypoint": ["/run.sh"]}')
  writeFileSync(machine.path('this.json'), '{"Entrypoint": ["/start.sh"]}')
}

const configs = (machine: Machine): string[] => [machine.path('other.json'), machine.path('this.json')]

const airgap = (machine: Machine): string[] => {
  return [fetch, 'rancher/k3s:v1.34.4-k3s1', machine.path('context'), machine.path('checksums'), machine.path('out')]
}

const file = (machine: Machine, of: Descriptor | undefined): string => {
  return machine.path(`oci/blobs/sha256/${of?.digest.slice('sha256:'.length)}`)
}

const blob = (machine: Machine, of: Descriptor | undefined): unknown =>
  JSON.parse(readFileSync(file(machine, of), 'utf8'))

const json = (machine: Machine, name: string): unknown => JSON.parse(machine.read(`oci/${name}`))
