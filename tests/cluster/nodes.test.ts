import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { Namespace } from '../../proof/stage/namespace.ts'
import { Nodes } from '../../proof/stage/nodes.ts'
import { type Pod, podsOf, startPod } from '../../proof/stage/pods.ts'
import { image, kubectl } from './cluster.ts'
import { eventually } from './eventually.ts'

test('a network cut is undone, whatever happened to the pod meanwhile', { timeout: 180_000 }, async () => {
  await using namespace = await Namespace.create(`wiki-test-${randomBytes(4).toString('hex')}`, 'privileged')
  const nodes = new Nodes(namespace.name, image)
  const name = (role: string): string => `${role}-of-cut`
  for (const role of ['server', 'client'])
    await startPod(name(role), namespace.name, spec(server), { labels: { role } })
  const find = async (role: string): Promise<Pod> => {
    const [pod] = await podsOf(namespace.name, `role=${role}`)
    assert.ok(pod)
    return pod
  }
  const reaches = async ({ address }: Pod): Promise<boolean> => {
    const command = ['exec', '--namespace', namespace.name, name('client'), '--', 'node', '--eval', client, address]
    return (await kubectl(command)) === 'reached'
  }

  const first = await find('server')
  assert.ok(await reaches(first))
  await assert.rejects(nodes.cut({ ...first, uid: 'gone' }, port), /: no process of podgone on this node/)
  await nodes.cut(first, port)
  assert.ok(!(await reaches(first)))
  await nodes.kill(first)
  await eventually(async () => assert.ok((await find('server')).restarts > 0 && (await find('server')).ready))
  assert.ok(!(await reaches(first)), 'its network outlives the container')
  await nodes.reconnect()
  await nodes.reconnect()
  assert.ok(await reaches(first))

  await nodes.cutFrom(first, [(await find('client')).address])
  assert.ok(!(await reaches(first)))
  await kubectl(['delete', 'pod', '--namespace', namespace.name, '--grace-period=0', '--force', first.name])
  await startPod(name('server'), namespace.name, spec(server), { labels: { role: 'server' } })
  await nodes.reconnect()
  assert.ok(await reaches(await find('server')))
})

const port = 7000
const server = `require('net').createServer((socket) => socket.end('reached')).listen(${port})`
const client = `
  const socket = require('net').connect({ port: ${port}, host: process.argv[1] })
  socket.setTimeout(1_000, () => socket.destroy()).on('error', () => {}).pipe(process.stdout)`

function spec(program: string): object {
  const container = {
    name: 'program',
    image,
    command: ['node', '--eval', program],
    readinessProbe: { exec: { command: ['true'] }, periodSeconds: 1 },
  }
  return { terminationGracePeriodSeconds: 0, containers: [container] }
}
