import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { image, kubectl } from './cluster.ts'
import { eventually } from './eventually.ts'

const program = fileURLToPath(new URL('../../proof/proof.ts', import.meta.url))

test('a proof that is interrupted in the middle of a fault undoes it', { timeout: 300_000 }, async () => {
  const proof = start(['--faults', 'postgres-paused', '--outage', '600', '--calm', '1'])
  const ended = Promise.all([once(proof, 'exit'), text(proof.stderr)])
  try {
    // A paused container answers no probe.
    for (const ready of ['True', 'False']) await eventually(async () => assert.equal(await databaseReady(), ready), 60)
  } finally {
    proof.kill('SIGINT')
  }
  const [[exitCode], said] = await ended
  assert.equal(exitCode, 130, said)
  assert.match(said, /nothing of it is left/)
  const objects = await kubectl(['get', 'namespaces,persistentvolumes', '--output', 'name'])
  assert.doesNotMatch(objects, /wiki-proof-/)
})

test('a proof of a missing release says so', { timeout: 60_000 }, async () => {
  const proof = start(['--release', 'nobody'])
  const [[exitCode], said] = await Promise.all([once(proof, 'exit'), text(proof.stderr)])
  assert.equal(exitCode, 1)
  assert.match(said, /^proof: the release nobody in default has no pod of component api$/m)
})

function start(words: readonly string[]) {
  return spawn(process.execPath, [program, '--image', image, ...words], { stdio: ['ignore', 'ignore', 'pipe'] })
}

/** `True` or `False`; empty while no proof has a database. */
async function databaseReady(): Promise<string> {
  const ready = '{.metadata.namespace} {.status.conditions[?(@.type=="Ready")].status}'
  const output = String.raw`jsonpath={range .items[*]}${ready}{"\n"}{end}`
  const selector = 'app.kubernetes.io/component=database'
  const pods = await kubectl(['get', 'pods', '--all-namespaces', '--selector', selector, '--output', output])
  const ofProof = pods.split('\n').find((line) => line.startsWith('wiki-proof-'))
  return ofProof?.split(' ')[1] ?? ''
}
