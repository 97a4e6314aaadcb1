import assert from 'node:assert/strict'
import { chown, copyFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { readConfig } from '../../src/config.ts'
import { Connector } from '../../src/database/connector.ts'
import { chooseAccount } from '../../src/database/embedded/account.ts'
import { locateBinaries } from '../../src/database/embedded/binaries.ts'
import { describeFailure } from '../../src/database/failures.ts'
import { type Certificate, selfSigned, signedBy } from '../support/certificates.ts'
import { rowsOf } from '../support/open-stores.ts'
import type { PostgresServer } from '../support/postgres-server.ts'
import { startServer } from '../support/postgres.ts'
import { scratchDirectory } from '../support/scratch-directory.ts'
import { until } from '../support/until.ts'

const scope = new AsyncDisposableStack()
let directory: string
let server: PostgresServer
let authority: Certificate
let certificates: Record<'right' | 'self' | 'elsewhere' | 'expired' | 'client', Certificate>

before(async () => {
  directory = scope.use(await scratchDirectory(await owner())).path
  authority = await selfSigned(directory, 'authority')
  const sign = (file: string, options: Parameters<typeof signedBy>[3]): Promise<Certificate> =>
    signedBy(authority, directory, file, options)
  certificates = {
    right: await sign('right', { name: 'IP:127.0.0.1' }),
    self: await selfSigned(directory, 'self', 'IP:127.0.0.1'),
    elsewhere: await sign('elsewhere', { name: 'DNS:elsewhere.example' }),
    expired: await sign('expired', { name: 'IP:127.0.0.1', days: 0 }),
    client: await sign('client', { subject: 'postgres' }),
  }
  server = scope.use(await startServer())
  for (const [name, file] of Object.entries(files))
    await rowsOf(server.url, `alter system set ${name} = '${join(directory, file)}'`)
  await writeFiles(certificates.right, 'host', 'trust')
  await server.restart('fast')
})

after(() => scope.disposeAsync())

const files = {
  ssl_cert_file: 'server.crt',
  ssl_key_file: 'server.key',
  ssl_ca_file: 'server.ca',
  hba_file: 'hba.conf',
}

const modes = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const

/** The outcome of each mode, in order: an encrypted or a plain connection, or the cause of failure. */
type Outcomes = readonly [string, string, string, string, string, string]

const noTls = 'server without TLS'
const unknown = 'certificate of an unknown authority'
const required = 'encryption required'
const forbidden = 'not allowed by pg_hba.conf'

const cases: readonly [string, () => Promise<void>, Outcomes][] = [
  ['a server without TLS', () => configure(undefined, 'host'), ['plain', 'plain', 'plain', noTls, noTls, noTls]],
  [
    'a certificate of the authority',
    () => configure(certificates.right, 'host'),
    ['plain', 'plain', 'encrypted', 'encrypted', 'encrypted', 'encrypted'],
  ],
  [
    'a certificate of nobody',
    () => configure(certificates.self, 'host'),
    // With a file of authorities, `require` verifies as verify-ca does.
    ['plain', 'plain', 'encrypted', unknown, unknown, unknown],
  ],
  [
    'a certificate of another host',
    () => configure(certificates.elsewhere, 'host'),
    ['plain', 'plain', 'encrypted', 'encrypted', 'encrypted', 'certificate of another host'],
  ],
  [
    'an expired certificate',
    () => configure(certificates.expired, 'host'),
    ['plain', 'plain', 'encrypted', 'certificate expired', 'certificate expired', 'certificate expired'],
  ],
  [
    'a server that wants encryption',
    () => configure(certificates.right, 'hostssl'),
    [required, 'encrypted', 'encrypted', 'encrypted', 'encrypted', 'encrypted'],
  ],
  [
    'a server that wants none',
    () => configure(certificates.right, 'hostnossl'),
    ['plain', 'plain', 'plain', forbidden, forbidden, forbidden],
  ],
]

for (const [name, prepare, outcomes] of cases) {
  test(`sslmode means the same as in libpq: ${name}`, async () => {
    await prepare()
    const found = await Promise.all(
      modes.map((mode) => outcomeOf({ sslmode: mode, sslrootcert: authority.certificate })),
    )
    assert.deepEqual(found, outcomes)
  })
}

test('without a file of authorities, require verifies nothing', async () => {
  await configure(certificates.self, 'host')
  assert.equal(await outcomeOf({ sslmode: 'require' }), 'encrypted')
  assert.equal(await outcomeOf({ sslmode: 'verify-full' }), unknown)
  assert.equal(await outcomeOf({ sslmode: 'verify-full', sslrootcert: certificates.self.certificate }), 'encrypted')
})

test('the default of sslmode is prefer', async () => {
  await configure(certificates.self, 'host')
  assert.equal(await outcomeOf({}), 'encrypted')
  await configure(undefined, 'host')
  assert.equal(await outcomeOf({}), 'plain')
})

test('the certificate of the client is sent to a server that requests it', async () => {
  await configure(certificates.right, 'hostssl', 'cert')
  const { certificate: sslcert, key: sslkey } = certificates.client
  assert.equal(await outcomeOf({ sslmode: 'require', sslcert, sslkey }), 'encrypted')
  assert.equal(await outcomeOf({ sslmode: 'require' }), 'client certificate refused')
  assert.throws(() => connectorWith({ sslmode: 'require', sslcert, sslkey: certificates.self.key }), /not the key/)
  // The files are replaced one after the other.
  const key = join(directory, 'client-copy.key')
  await copyFile(sslkey, key)
  const connector = connectorWith({ sslmode: 'require', sslcert, sslkey: key })
  await copyFile(certificates.self.key, key)
  assert.equal(await outcome(connector), 'certificate file unusable')
})

test('a renewed certificate is used for the next connection', async () => {
  await configure(certificates.right, 'host')
  const file = join(directory, 'trusted.crt')
  await copyFile(certificates.self.certificate, file)
  const connector = connectorWith({ sslmode: 'verify-full', sslrootcert: file })
  assert.equal(await outcome(connector), unknown)
  await copyFile(authority.certificate, file)
  assert.equal(await outcome(connector), 'encrypted')
  await writeFile(file, 'nothing of the kind')
  assert.equal(await outcome(connector), 'certificate file unusable')
})

/** @param certificate undefined: no TLS */
async function configure(certificate: Certificate | undefined, kind: string, method = 'trust'): Promise<void> {
  await writeFiles(certificate ?? certificates.right, kind, method)
  await rowsOf(adminUrl(), `alter system set ssl = ${certificate === undefined ? 'off' : 'on'}`)
  const loaded = 'select pg_conf_load_time()::text as time'
  const [before] = await rowsOf(adminUrl(), `${loaded} from pg_reload_conf()`)
  await until(
    'the server has read it',
    async () => (await rowsOf(adminUrl(), loaded))[0]?.['time'] !== before?.['time'],
  )
}

async function writeFiles(certificate: Certificate, kind: string, method: string): Promise<void> {
  const contents = {
    'server.crt': await readFile(certificate.certificate),
    'server.key': await readFile(certificate.key),
    'server.ca': await readFile(authority.certificate),
    // Lets the client in, whatever it tries.
    'hba.conf': `host template1 all 127.0.0.1/32 trust\n${kind} all all 127.0.0.1/32 ${method}\n`,
  }
  const uid = await owner()
  for (const [name, content] of Object.entries(contents)) {
    const file = join(directory, name)
    await writeFile(file, content, { mode: 0o600 })
    if (process.getuid?.() === 0) await chown(file, uid, -1)
  }
}

async function owner(): Promise<number> {
  return (await chooseAccount(await locateBinaries())).uid
}

function adminUrl(): string {
  return server.url.replace(/postgres$/, 'template1')
}

type TlsParameters = Readonly<Record<string, string>>

function connectorWith(parameters: TlsParameters): Connector {
  const { database } = readConfig({ DATABASE_URL: `${server.url}?${new URLSearchParams(parameters)}` })
  if (database.kind !== 'external') throw new Error('no target')
  return new Connector(database.target)
}

/** In the URL and in the environment. */
async function outcomeOf(parameters: TlsParameters): Promise<string> {
  const variables = Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [`PG${name.toUpperCase()}`, value]),
  )
  const { database } = readConfig({ DATABASE_URL: server.url, ...variables })
  const connector = connectorWith(parameters)
  assert.deepEqual(database.kind === 'external' && database.target, connector.target)
  return outcome(connector)
}

async function outcome(connector: Connector): Promise<string> {
  try {
    const client = await connector.open(() => connector.client({ queryTimeoutMs: 5_000 }))
    const { rows } = await client.query<{ ssl: boolean }>('select ssl from pg_stat_ssl where pid = pg_backend_pid()')
    await client.end()
    return rows[0]?.ssl ? 'encrypted' : 'plain'
  } catch (error) {
    return describeFailure(error).split(':', 1)[0] ?? ''
  }
}
