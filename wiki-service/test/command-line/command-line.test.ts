import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { describeFailure } from '../../src/database/failures.ts'
import { settings } from '../../src/settings.ts'
import { createDatabase } from '../support/postgres.ts'
import { program } from '../support/program.ts'
import { scratchDirectory } from '../support/scratch-directory.ts'
import { startService } from '../support/service-process.ts'
import { until } from '../support/until.ts'
import { readMetrics } from '../support/watch.ts'
import { run } from './command.ts'

const refused = describeFailure({ code: 'ECONNREFUSED' })

/** Nothing listens on port 1. */
const nowhere = 'postgres://wiki:secret@127.0.0.1:1/wiki'

test('--help lists every setting', async () => {
  const { code, stdout } = await run(['--help'])
  assert.equal(code, 0)
  for (const name of Object.keys(settings)) assert.match(stdout, new RegExp(`^  ${name} `, 'm'))
})

test('--version prints the version of the package', async () => {
  const { default: description } = await import('../../package.json', { with: { type: 'json' } })
  assert.deepEqual(await run(['--version']), { code: 0, stdout: `${description.version}\n`, stderr: '' })
})

for (const words of [['dance'], ['serve', 'now'], ['--dance'], ['--port=1'], ['--help=no']]) {
  test(`${words.join(' ')} is refused in one line`, async () => {
    const { code, stdout, stderr } = await run(words)
    assert.deepEqual([code, stdout], [2, ''])
    assert.match(stderr, /^wiki-service: .*see wiki-service --help\n$/)
  })
}

test('every mistake in the settings is reported at once, without secrets', async () => {
  const wrong = {
    PORT: '70000',
    HOST: '',
    LOG_LEVEL: 'loud',
    DRAIN_SECONDS: '-1',
    DATABASE_URL: 'mysql://me:secret@db',
  }
  for (const command of ['serve', 'migrate']) {
    const { code, stdout, stderr } = await run([command], wrong)
    assert.deepEqual([code, stdout], [78, ''])
    assert.deepEqual(stderr.match(/(?<=^wiki-service: )\w+(?=: )/gm), [
      'PORT',
      'DATABASE_URL',
      'LOG_LEVEL',
      'DRAIN_SECONDS',
    ])
    assert.doesNotMatch(stderr, /secret/)
  }
})

test('providers of sign-in require the address of the wiki, and mistakes in them are named', async () => {
  const provider = { id: 'main', issuer: 'https://login.example', clientId: 'wiki' }
  const refusal = async (settings: Record<string, string>) => (await run(['serve'], settings)).stderr
  const WIKI_OIDC = JSON.stringify([provider])
  assert.match(
    await refusal({ WIKI_AUTH: 'accounts', WIKI_OIDC }),
    /^wiki-service: WIKI_URL: is required with WIKI_OIDC/,
  )
  const wrong = JSON.stringify([{ ...provider, clientSecret: 'hidden' }])
  const told = await refusal({ WIKI_URL: 'wiki.example', WIKI_OIDC: wrong })
  assert.match(told, /WIKI_URL: must be an http\(s\) URL.*\n.*WIKI_OIDC: \[0\]\.clientSecret is not a setting\n/)
  assert.doesNotMatch(told, /hidden/)
})

test('a port in use is reported in one line', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const port = String(Object(other.address()).port)
  const { code, stdout, stderr } = await run(['serve'], { PORT: port, DATABASE_URL: nowhere })
  other.close()
  assert.deepEqual([code, stdout], [1, ''])
  assert.equal(stderr, `wiki-service: port ${port} is in use: stop what listens there, or set PORT to another\n`)
})

test('a data directory of another major version is reported in one line', async () => {
  await using directory = await scratchDirectory()
  await mkdir(join(directory.path, 'postgres'))
  await writeFile(join(directory.path, 'postgres', 'PG_VERSION'), '17\n')
  const { code, stderr } = await run([], { PORT: '0', WIKI_DATA_DIR: directory.path })
  assert.equal(code, 1)
  assert.match(stderr, /^wiki-service: .*17.*\n$/)
})

test('migrate brings an empty database to the newest version, and can be repeated', async () => {
  await using database = await createDatabase({ empty: true })
  const first = await run(['migrate'], { DATABASE_URL: database.url })
  assert.equal(first.code, 0, first.stderr)
  assert.match(first.stdout, /0001_users_and_posts\.sql/)
  const second = await run(['migrate'], { DATABASE_URL: database.url })
  assert.equal(second.code, 0, second.stderr)
  assert.doesNotMatch(second.stdout, /migration applied/)
})

test('migrate reports a missing database in one line', async () => {
  const { code, stderr } = await run(['migrate'], { DATABASE_URL: nowhere })
  assert.equal(code, 1)
  assert.equal(stderr, `wiki-service: cannot migrate the database: ${refused}\n`)
})

test('serve waits for a database that is down, says so once, and exits with 0 on Ctrl-C', async () => {
  await using service = await startService({ DATABASE_URL: nowhere })
  const warnings = () => service.log.filter((line) => line['level'] === 'warn')
  await until('the log reports that the database is down', () => warnings().length > 0)
  // After several attempts to connect, there is still one line.
  await until(
    'five attempts',
    async () => ((await readMetrics(service.url)).get('database_connects_total{outcome="failed"}') ?? 0) >= 5,
  )
  assert.deepEqual(
    warnings().map(({ reason }) => reason),
    [refused],
  )
  assert.equal((await fetch(`${service.url}/health/live`)).status, 200)
  assert.equal((await fetch(`${service.url}/health/startup`)).status, 503)
  service.signal('SIGINT')
  assert.equal(await service.ended, 0)
  assert.equal(service.complaints(), '')
})

test('Ctrl-C pressed repeatedly until the end never kills the process by the signal', async () => {
  await using service = await startService({ DATABASE_URL: nowhere })
  const presses = setInterval(() => service.signal('SIGINT'), 2)
  const exitCode = await service.ended.finally(() => clearInterval(presses))
  // 130: on a very busy machine the stop may outlast the time in which a signal counts as repeated.
  assert.ok(exitCode === 0 || exitCode === 130, `${exitCode}`)
})

test('in a terminal it shows the URL to open, and stops immediately with 0 if nobody is connected', async () => {
  const { default: description } = await import('../../package.json', { with: { type: 'json' } })
  // npm runs it through a shell; a shell that stays in between would end with 130.
  const command = description.scripts.start.replace('dist/main.cjs', program)
  const terminal = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    env: {
      PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
      SHELL: '/bin/sh',
      PORT: '0',
      DATABASE_URL: nowhere,
      NO_COLOR: '1',
    },
  })
  let screen = ''
  terminal.stdout.setEncoding('utf8').on('data', (text: string) => (screen += text))
  const ended = once(terminal, 'close')
  await until('the URL is shown', () => /^\d\d:\d\d:\d\d listening on http:\/\/localhost:\d+\r$/m.test(screen))
  await until('the trouble is shown', () => /warn the database is away; .* reason=connection refused/.test(screen))
  const began = performance.now()
  terminal.stdin.write('\u0003')
  assert.equal((await ended)[0], 0)
  assert.ok(performance.now() - began < 2_000, 'it waited')
  assert.doesNotMatch(screen, /\{"level"/)
})
