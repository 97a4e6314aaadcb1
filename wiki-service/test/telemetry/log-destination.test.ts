import assert from 'node:assert/strict'
import { type ChildProcess, spawn, type StdioOptions } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { freePort } from '../support/free-port.ts'
import { createDatabase } from '../support/postgres.ts'
import { programEnvironment } from '../support/program-environment.ts'
import { program } from '../support/program.ts'
import { scratchDirectory } from '../support/scratch-directory.ts'
import { until } from '../support/until.ts'
import { readMetrics } from '../support/watch.ts'

/** Their lines, each with a long client name, exceed the backlog. */
const manyRequests = 1_300

test('a full disk loses lines, which are counted, and affects neither the service nor its stop', async () => {
  const full = openSync('/dev/full', 'w')
  await using service = await start(['ignore', full, 'pipe'])
  closeSync(full)
  await loseLines(service)
  await assertStops(service)
})

test('a pipe that nobody reads loses lines, which are counted, and affects neither the service nor its stop', async () => {
  await using directory = await scratchDirectory()
  const path = join(directory.path, 'pipe')
  await once(spawn('mkfifo', [path]), 'close')
  const pipe = openSync(path, 'r+')
  await using service = await start(['ignore', pipe, 'pipe'])
  await loseLines(service)
  await assertStops(service)
  closeSync(pipe)
})

test('a socket that nobody reads loses lines, which are counted, and affects neither the service nor its stop', async () => {
  // Node's `pipe` is a socket.
  await using service = await start(['ignore', 'pipe', 'pipe'])
  await loseLines(service)
  await assertStops(service)
})

test('a pipe without a reader loses lines, and affects neither the service nor its stop', async () => {
  await using service = await start(['ignore', 'pipe', 'pipe'])
  service.child.stdout?.destroy()
  await loseLines(service)
  await assertStops(service)
})

test('a slow reader gets complete lines of JSON in order', async () => {
  await using service = await start(['ignore', 'pipe', 'pipe'])
  await requests(service, 1_000)
  const { stdout } = service.child
  let text = ''
  stdout?.setEncoding('utf8').on('data', (piece: string) => (text += piece))
  service.child.kill('SIGTERM')
  await once(service.child, 'close')
  const lines = text.trimEnd().split('\n')
  const parsed = lines.map((line) => JSON.parse(line) as { msg: string; client?: string; time: string })
  assert.equal(parsed.filter(({ msg }) => msg === 'request').length, 1_000)
  assert.ok(parsed.every(({ msg, client }) => msg !== 'request' || client === '127.0.0.1'))
  assert.deepEqual(parsed[0]?.msg, 'listening')
  assert.deepEqual(parsed.at(-1)?.msg, 'stopped')
})

test('in a terminal, requests that end in one turn get a line each, and a stopped terminal only loses lines', async () => {
  const port = await freePort()
  const database = await createDatabase()
  const command = `exec '${process.execPath}' '${program}'`
  const terminal = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
    env: { ...environment(port, database.url), SHELL: '/bin/sh', NO_COLOR: '1' },
  })
  await using service = serviceOf(terminal, port, database)
  let screen = ''
  terminal.stdout.setEncoding('utf8').on('data', (text: string) => (screen += text))
  await until('ready', () => isReady(port))
  await requests(service, 50)
  await until('fifty lines', () => screen.match(/GET \/users\/:id 404 [\d.]+ ms/g)?.length === 50)
  const pid = Number(await childOf(terminal))
  terminal.kill('SIGSTOP')
  await requests(service, 1_300, `X-Forwarded-For: ${'x'.repeat(4_000)}\r\n`)
  assert.equal((await fetch(`${service.url}/health/live`)).status, 200)
  process.kill(pid, 'SIGTERM')
  await until('it has stopped', () => !isRunning(pid))
  terminal.kill('SIGCONT')
})

test('a line names its client, even one that left before its answer, for any request', async () => {
  await using service = await start(['ignore', 'pipe', 'pipe'])
  let text = ''
  service.child.stdout?.setEncoding('utf8').on('data', (piece: string) => (text += piece))
  for (let index = 0; index < 100; index += 1) {
    const socket = connect(service.port, '127.0.0.1')
    socket.on('error', () => {})
    await once(socket, 'connect')
    const request = 'GET /users/1 HTTP/1.1\r\nHost: a\r\n\r\n'
    socket.write(request)
    await once(socket, 'data')
    socket.write(
      index % 2 ? request.repeat(3) : `${request}POST /users HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n`,
    )
    setImmediate(() => socket.resetAndDestroy())
  }
  await assertStops(service)
  const lines = text.trimEnd().split('\n')
  for (const line of lines) {
    const { msg, client } = JSON.parse(line) as { msg: string; client?: string }
    if (msg === 'request') assert.equal(client, '127.0.0.1')
  }
})

interface Service extends AsyncDisposable {
  readonly url: string
  readonly port: number
  readonly child: ChildProcess
}

async function start(stdio: StdioOptions): Promise<Service> {
  const port = await freePort()
  const database = await createDatabase()
  const child = spawn(process.execPath, [program], { env: environment(port, database.url), stdio })
  const service = serviceOf(child, port, database)
  await until('ready', () => isReady(port), 20_000)
  return service
}

function serviceOf(child: ChildProcess, port: number, database: AsyncDisposable): Service {
  const ended = once(child, 'exit')
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    child,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await ended
      await database[Symbol.asyncDispose]()
    },
  }
}

function environment(port: number, url: string): NodeJS.ProcessEnv {
  return {
    ...programEnvironment,
    PORT: String(port),
    DATABASE_URL: url,
    LOG_LEVEL: 'info',
    DRAIN_SECONDS: '0',
    TRUST_PROXY: '127.0.0.1',
  }
}

async function isReady(port: number): Promise<boolean> {
  return (await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => undefined))?.ok ?? false
}

/** Pipelined, so that many end in one turn. */
async function requests({ port }: Service, count: number, forwarded = ''): Promise<void> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  let answers = 0
  socket.setEncoding('latin1').on('data', (text: string) => (answers += text.match(/HTTP\/1\.1 404/g)?.length ?? 0))
  for (let sent = 0; sent < count; sent += 50) {
    const headers = `Host: a\r\nExpect: nothing\r\n${forwarded}`
    socket.write(`GET /users/7 HTTP/1.1\r\n${headers}\r\n`.repeat(Math.min(50, count - sent)))
    await until(`answer ${sent + 50}`, () => answers === Math.min(count, sent + 50), 20_000)
  }
  socket.destroy()
}

async function loseLines(service: Service): Promise<void> {
  await requests(service, manyRequests, `X-Forwarded-For: ${'x'.repeat(4_000)}\r\n`)
  await until('lines are lost', async () => ((await readMetrics(service.url)).get('log_lines_lost_total') ?? 0) > 0)
  assert.equal((await fetch(`${service.url}/health/ready`)).status, 200)
}

async function assertStops({ child }: Service): Promise<void> {
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  const late = setTimeout(() => child.kill('SIGKILL'), 15_000)
  assert.deepEqual(await ended, [0, null])
  clearTimeout(late)
}

async function childOf({ pid }: ChildProcess): Promise<string> {
  const child = spawn('pgrep', ['--parent', String(pid)])
  let text = ''
  child.stdout.on('data', (piece: Buffer) => (text += piece.toString()))
  await once(child, 'close')
  return text.trim()
}

/** Its parent is stopped and has not reaped it, so it may be a zombie. */
function isRunning(pid: number): boolean {
  return existsSync(`/proc/${pid}`) && !/^State:\tZ/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
}
