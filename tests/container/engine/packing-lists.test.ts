import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { docker } from './engine.ts'

const repository = path.resolve(import.meta.dirname, '../../..')
const dockerfile = readFileSync(path.join(repository, 'Dockerfile'), 'utf8')

type Configuration = {
  User?: string
  Env: string[]
  Entrypoint: string[]
  Cmd?: string[] | null
  WorkingDir: string
  StopSignal?: string
}

// A build stage shows only an image's files; the rest of a packing list is compared here.
for (const name of ['postgres', 'prometheus', 'grafana']) {
  test(`the packing list of ${name} matches the image`, async () => {
    const image = new RegExp(`^ARG ${name.toUpperCase()}=(.+)$`, 'm').exec(dockerfile)?.[1] ?? ''
    await docker('image', 'inspect', image).catch(() => docker('pull', image))
    const theirs = JSON.parse(
      await docker('image', 'inspect', '--format', '{{json .Config}}', image),
    ) as Configuration & {
      Labels: Record<string, string> | null
    }
    const standIn = theirs.Labels?.['test-kit.stand-in']?.startsWith('not ') === true
    const file = `cluster/images/${name}${standIn ? '.stand-in' : ''}.json`
    const ours = JSON.parse(readFileSync(path.join(repository, file), 'utf8')) as Configuration
    assert.deepEqual(ours.Entrypoint, theirs.Entrypoint)
    assert.deepEqual(ours.Cmd ?? null, theirs.Cmd ?? null)
    assert.equal(ours.User ?? '', theirs.User ?? '')
    assert.equal(ours.WorkingDir, theirs.WorkingDir || '/')
    assert.equal(ours.StopSignal, theirs.StopSignal)
    // The image itself sets version variables, and nothing reads them.
    const told = theirs.Env.filter((variable) => !/^(PG|GOSU|PROMETHEUS)_VERSION=/.test(variable))
    assert.deepEqual(ours.Env.toSorted(), told.toSorted())
  })
}
