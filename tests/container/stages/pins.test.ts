import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { parse } from 'yaml'
import { repository } from './machine.ts'

const dockerfile = read('Dockerfile')
const images = new Map([...dockerfile.matchAll(/^ARG ([A-Z0-9]+)=(.+)$/gm)].map(([, name, image]) => [name, image]))

test('every image of the chart is packed into the container, at the same version', () => {
  const values = parse(read('wiki-chart/values.yaml')) as { images: Record<string, unknown> }
  const listed = Object.values(values.images).filter(isImage)
  assert.ok(listed.length >= 3)
  const packed = new Set([...images.values()].map(inFull))
  for (const image of listed) {
    assert.ok(
      packed.has(`${image.registry}/${image.repository}:${image.tag}`),
      `${image.repository}:${image.tag} is not in the Dockerfile`,
    )
    assert.equal(image.digest, '', 'an archive packed here has a digest of its own')
  }
})

test('every image is pinned to a version', () => {
  assert.equal(images.size, 7)
  for (const image of images.values()) assert.match(image ?? '', /:(?!latest$)[\w.-]+$/)
})

test('k3d starts the same k3s with the same components', () => {
  const cluster = parse(read('cluster/k3d.yaml')) as {
    image: string
    options: { k3s: { extraArgs: { arg: string }[] } }
  }
  const options = parse(read('cluster/k3s.yaml')) as { disable: string }
  assert.equal(cluster.image, images.get('K3S'))
  assert.deepEqual(
    cluster.options.k3s.extraArgs.map(({ arg }) => arg),
    [`--disable=${options.disable}`],
  )
})

for (const file of readdirSync(path.join(repository, '.github/workflows'))) {
  test(`every action in ${file} is pinned by commit, and the token has only the required permissions`, () => {
    const text = read(`.github/workflows/${file}`)
    const workflow = parse(text) as { permissions?: Record<string, string> }
    for (const [, action] of text.matchAll(/uses: ([^\s]+)/g)) {
      if (action?.startsWith('./') !== true) assert.match(action ?? '', /@[0-9a-f]{40}$/)
    }
    assert.ok(workflow.permissions !== undefined)
    assert.ok(!Object.values(workflow.permissions).includes('write'))
  })
}

type Image = { registry: string; repository: string; tag: string; digest: string }

function isImage(value: unknown): value is Image {
  return typeof value === 'object' && value !== null && 'repository' in value
}

function inFull(image: string | undefined): string {
  return (image ?? '').split('/').length > 1 ? `docker.io/${image}` : `docker.io/library/${image}`
}

function read(file: string): string {
  return readFileSync(path.join(repository, file), 'utf8')
}
