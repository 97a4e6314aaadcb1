import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { repository } from './machine.ts'

const own = instructions('wiki-service/Dockerfile')
const whole = instructions('Dockerfile')

test('the API is built exactly as in wiki-service/Dockerfile', () => {
  const builds = (lines: string[]): string[] => lines.filter((line) => /^(FROM|WORKDIR|COPY|RUN) /.test(line))
  const from = whole.findIndex((line) => line.endsWith(' AS build'))
  const until = whole.findIndex((line) => line.endsWith(' AS postgres'))
  assert.deepEqual(builds(whole.slice(from, until)).map(withoutFolder), builds(own).map(withoutFolder))
})

test('its packed image has the user, entry point and environment of wiki-service/Dockerfile', () => {
  const packed = JSON.parse(readFileSync(path.join(repository, 'cluster/images/wiki-service.json'), 'utf8')) as {
    User: string
    Env: string[]
    Entrypoint: string[]
    Cmd: string[]
    WorkingDir: string
  }
  assert.equal(
    `USER ${packed.User}`,
    own.find((line) => line.startsWith('USER ')),
  )
  assert.deepEqual(packed.Entrypoint, list('ENTRYPOINT'))
  assert.deepEqual(packed.Cmd, list('CMD'))
  assert.equal(
    `WORKDIR ${packed.WorkingDir}`,
    own.findLast((line) => line.startsWith('WORKDIR ')),
  )
  // The revision of a release is a build argument; PATH comes from the Node.js image.
  const environment = own.filter((line) => line.startsWith('ENV ')).flatMap((line) => line.split(/\s+/).slice(1))
  assert.deepEqual(
    packed.Env.filter((variable) => !variable.startsWith('PATH=')),
    environment.filter((variable) => !variable.includes('$')),
  )
})

test('the build context contains what wiki-service/Dockerfile copies', () => {
  const ignored = readFileSync(path.join(repository, 'wiki-service/.dockerignore'), 'utf8').split('\n')
  const copied = own
    .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
    .flatMap((line) => line.split(/\s+/).slice(1, -1))
  assert.ok(copied.length > 6)
  for (const source of copied) assert.ok(ignored.includes(`!${source.replace(/\/$/, '')}`), source)
})

/** A Dockerfile's instructions, one line each, without comments. */
function instructions(file: string): string[] {
  const text = readFileSync(path.join(repository, file), 'utf8')
  return text
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line !== '')
}

/** The names of the stages and of the argument for Node.js differ; there, the context is the folder of the service. */
function withoutFolder(line: string): string {
  return line.replaceAll('wiki-service/', '').replace(/^FROM \$\{NODE(_IMAGE)?\}( AS .*)?$/, 'FROM node')
}

function list(name: string): unknown {
  const line = own.findLast((candidate) => candidate.startsWith(`${name} `)) ?? ''
  return JSON.parse(line.slice(name.length + 1))
}
