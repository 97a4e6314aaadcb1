import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { sslModes } from './database/encryption.ts'
import type { Pooler } from './database/service-client.ts'
import { type Parameters, parametersOf, targetOf, type Target } from './database/target.ts'
import type { IdentityConfig } from './identity/identity-config.ts'
import { readProviders } from './identity/oidc/settings.ts'
import { loginName, passwordFault } from './identity/names.ts'
import { settings, type Setting, type SettingName } from './settings.ts'

export type Environment = Readonly<Record<string, string | undefined>>

export interface Config {
  readonly host: string
  readonly port: number
  /** Where the database is, or the directory of the embedded server. */
  readonly database:
    | { readonly kind: 'external'; readonly target: Target; readonly pooler: Pooler }
    | { readonly kind: 'embedded'; readonly dataDirectory: string }
  readonly logLevel: string
  readonly drainMs: number
  readonly drainLimitMs: number
  readonly requestDeadlineMs: number
  readonly readinessGraceMs: number
  readonly poolSize: number
  readonly maxConnections: number
  readonly maxQueue: number
  /** Of the process; undefined means the limit of its control group. */
  readonly memoryLimitMib: number | undefined
  readonly trustProxy: readonly string[]
  /** Undefined in open mode. */
  readonly identity: IdentityConfig | undefined
  /** A text search configuration of PostgreSQL. */
  readonly searchLanguage: string
  readonly dashboardPath: string | undefined
  readonly revision: string
}

/** An invalid configuration; the message has one line per problem. */
export class ConfigError extends Error {}

/**
 * Reads the whole configuration from the environment.
 * @throws ConfigError that lists every problem at once
 */
export function readConfig(environment: Environment): Config {
  const problems: string[] = []
  const read = reader(environment, problems)
  const config: Config = {
    host: read('HOST', text),
    port: read('PORT', integer(0, 65_535)),
    database: readDatabase(read, problems),
    logLevel: read('LOG_LEVEL', oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent')),
    drainMs: read('DRAIN_SECONDS', seconds(0, 300)),
    drainLimitMs: read('DRAIN_LIMIT_SECONDS', seconds(0, 3_600)),
    requestDeadlineMs: read('REQUEST_DEADLINE_SECONDS', seconds(6, 300)),
    readinessGraceMs: read('READINESS_GRACE_SECONDS', seconds(0, 300)),
    poolSize: read('DATABASE_POOL_SIZE', integer(4, 100)),
    maxConnections: read('MAX_CONNECTIONS', integer(1, 1_000_000)),
    maxQueue: read('MAX_QUEUE', integer(1, 1_000_000)),
    memoryLimitMib: read('MEMORY_LIMIT_MIB', optionally(integer(64, 1_000_000))),
    trustProxy: read('TRUST_PROXY', cidrs),
    identity: readIdentity(read, problems),
    searchLanguage: read('SEARCH_LANGUAGE', oneOf(...searchLanguages)),
    dashboardPath: read('DASHBOARD_PATH', webAddress),
    revision: read('WIKI_REVISION', text),
  }
  if (problems.length > 0) throw new ConfigError(problems.join('\n'))
  return Object.freeze(config)
}

/**
 * Converts the text of a setting (undefined: neither set nor defaulted), or throws an Error that says what was
 * expected.
 */
type Parser<T> = (text: string | undefined) => T
type Reader = <T>(name: SettingName, parse: Parser<T>) => T

function reader(environment: Environment, problems: string[]): Reader {
  return <T>(name: SettingName, parse: Parser<T>): T => {
    const setting: Setting = settings[name]
    try {
      return parse(given(environment, name, setting) ?? setting.default)
    } catch (error) {
      problems.push(`${name}: ${error instanceof Error ? error.message : String(error)}`)
      return parse(setting.default)
    }
  }
}

function given(environment: Environment, name: string, setting: Setting): string | undefined {
  const value = environment[name]
  const file = setting.secret ? environment[`${name}_FILE`] : undefined
  if (value && file) throw new Error(`set ${name} or ${name}_FILE, not both`)
  if (!file) return withoutLineEnd(value)
  try {
    return withoutLineEnd(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new Error(`cannot read the file that ${name}_FILE names: ${error instanceof Error ? error.message : ''}`, {
      cause: error,
    })
  }
}

/** Secrets in files, or encoded for Kubernetes, often end with a newline. */
function withoutLineEnd(value: string | undefined): string | undefined {
  return value?.replace(/[\r\n]+$/, '') || undefined
}

function readIdentity(read: Reader, problems: string[]): IdentityConfig | undefined {
  const mode = read('WIKI_AUTH', oneOf('open', 'accounts'))
  const identity = {
    publicRead: read('WIKI_PUBLIC_READ', oneOf('true', 'false')) === 'true',
    secureCookies: read('WIKI_SECURE_COOKIES', oneOf('true', 'false')) === 'true',
    sessionDays: read('WIKI_SESSION_DAYS', integer(1, 400)),
    firstAdmin: readFirstAdmin(read),
    url: read('WIKI_URL', rootAddress),
    providers: read('WIKI_OIDC', readProviders),
  }
  if (mode === 'open') return undefined
  if (identity.providers.length > 0 && identity.url === undefined)
    problems.push('WIKI_URL: is required with WIKI_OIDC, as providers send people back there')
  return identity
}

function readFirstAdmin(read: Reader): IdentityConfig['firstAdmin'] {
  const login = read('WIKI_ADMIN_NAME', (name = '') => {
    const login = loginName(name)
    if (login === undefined) throw new Error(`must be a name of letters and digits, not ${JSON.stringify(name)}`)
    return login
  })
  const password = read('WIKI_ADMIN_PASSWORD', (password) => {
    const fault = password === undefined ? undefined : passwordFault(password)
    if (fault !== undefined) throw new Error(fault)
    return password
  })
  return password === undefined ? undefined : { login, password }
}

/** Like libpq: its variables supply what DATABASE_URL omits. */
function readDatabase(read: Reader, problems: string[]): Config['database'] {
  const url = read('DATABASE_URL', connectionString)
  const host = read('PGHOST', optional)
  if (url === undefined && host === undefined) return { kind: 'embedded', dataDirectory: read('WIKI_DATA_DIR', text) }
  const named = {
    host,
    port: String(read('PGPORT', integer(1, 65_535))),
    user: read('PGUSER', text),
    password: read('PGPASSWORD', optional),
    dbname: read('PGDATABASE', optional),
    options: read('PGOPTIONS', optional),
    sslmode: read('PGSSLMODE', optionally(oneOf(...sslModes))),
    sslrootcert: read('PGSSLROOTCERT', optional),
    sslcert: read('PGSSLCERT', optional),
    sslkey: read('PGSSLKEY', optional),
  }
  const pooler = read('DATABASE_POOLER', oneOf('auto', 'session', 'transaction'))
  try {
    return { kind: 'external', target: targetOf({ ...named, ...url }), pooler }
  } catch (error) {
    problems.push(`${url === undefined ? 'PG…' : 'DATABASE_URL'}: ${error instanceof Error ? error.message : ''}`)
    return { kind: 'embedded', dataDirectory: '' }
  }
}

const connectionString: Parser<Parameters | undefined> = (text) => (text === undefined ? undefined : parametersOf(text))

/** Included in every PostgreSQL since version 14. */
const searchLanguages =
  'simple arabic armenian basque catalan danish dutch english finnish french german greek hindi hungarian indonesian irish italian lithuanian nepali norwegian portuguese romanian russian serbian spanish swedish tamil turkish yiddish'.split(
    ' ',
  )

const optional: Parser<string | undefined> = (text) => text

const text: Parser<string> = (text) => {
  if (text === undefined) throw new Error('is required')
  return text
}

function optionally<T>(parse: Parser<T>): Parser<T | undefined> {
  return (text) => (text === undefined ? undefined : parse(text))
}

function integer(minimum: number, maximum: number): Parser<number> {
  return (text) => {
    const value = /^\d{1,9}$/.test(text ?? '') ? Number(text) : Number.NaN
    if (value >= minimum && value <= maximum) return value
    throw new Error(`must be a whole number from ${minimum} to ${maximum}, not ${JSON.stringify(text)}`)
  }
}

function seconds(minimum: number, maximum: number): Parser<number> {
  return (text) => {
    const value = /^\d{1,6}(\.\d{1,3})?$/.test(text ?? '') ? Number(text) : Number.NaN
    if (value >= minimum && value <= maximum) return value * 1000
    throw new Error(`must be a number of seconds from ${minimum} to ${maximum}, not ${JSON.stringify(text)}`)
  }
}

function oneOf<const Allowed extends string>(...allowed: readonly Allowed[]): Parser<Allowed> {
  return (text) => {
    const found = allowed.find((word) => word === text)
    if (found !== undefined) return found
    throw new Error(`must be one of ${allowed.join(', ')}, not ${JSON.stringify(text)}`)
  }
}

const cidrs: Parser<readonly string[]> = (text = '') => {
  const list = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
  for (const item of list) {
    const [address = '', bits = '128', ...rest] = item.split('/')
    const largest = isIP(address) === 4 && item.includes('/') ? 32 : 128
    if (isIP(address) === 0 || rest.length > 0 || !/^\d{1,3}$/.test(bits) || Number(bits) > largest) {
      throw new Error(`must be a list such as 10.0.0.0/8,192.168.1.7, not ${JSON.stringify(text)}`)
    }
  }
  return list
}

const webAddress: Parser<string | undefined> = (text) => {
  if (text === undefined || /^(https?:\/\/|\/(?!\/))[^\s"'<>\\]*$/.test(text)) return text
  throw new Error(`must be a path or an http(s) URL, not ${JSON.stringify(text)}`)
}

const rootAddress: Parser<string | undefined> = (text) => {
  if (text === undefined) return undefined
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (
    url === undefined ||
    !/^https?:$/.test(url.protocol) ||
    url.username !== '' ||
    url.search !== '' ||
    url.hash !== ''
  )
    throw new Error(`must be an http(s) URL without a query, not ${JSON.stringify(text)}`)
  return url.href.replace(/\/$/, '')
}
