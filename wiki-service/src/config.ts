import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { settings, type Setting, type SettingName } from './settings.ts'

export type Environment = Readonly<Record<string, string | undefined>>

export interface Config {
  readonly host: string
  readonly port: number
  /** A connection string for node-postgres, or the directory of the embedded server. */
  readonly database:
    | { readonly kind: 'external'; readonly url: string }
    | { readonly kind: 'embedded'; readonly dataDirectory: string }
  readonly logLevel: string
  readonly drainMs: number
  readonly requestDeadlineMs: number
  readonly readinessGraceMs: number
  readonly poolSize: number
  readonly maxConnections: number
  readonly maxQueue: number
  readonly trustProxy: readonly string[]
  readonly dashboardPath: string | undefined
  readonly revision: string
}

/** A bad configuration; the message has one line for each problem. */
export class ConfigError extends Error {}

/**
 * Reads the whole configuration from the environment.
 * @throws ConfigError that names every problem at once.
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
    requestDeadlineMs: read('REQUEST_DEADLINE_SECONDS', seconds(6, 300)),
    readinessGraceMs: read('READINESS_GRACE_SECONDS', seconds(0, 300)),
    poolSize: read('DATABASE_POOL_SIZE', integer(4, 100)),
    maxConnections: read('MAX_CONNECTIONS', integer(1, 1_000_000)),
    maxQueue: read('MAX_QUEUE', integer(1, 1_000_000)),
    trustProxy: read('TRUST_PROXY', cidrs),
    dashboardPath: read('DASHBOARD_PATH', webAddress),
    revision: read('WIKI_REVISION', text),
  }
  if (problems.length > 0) throw new ConfigError(problems.join('\n'))
  return Object.freeze(config)
}

/** Turns the text of a setting (undefined: not set, no default) into a value, or throws an Error that says what was expected. */
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
  if (!file) return value === '' ? undefined : value
  try {
    return readFileSync(file, 'utf8').trimEnd()
  } catch (error) {
    throw new Error(`cannot read the file that ${name}_FILE names: ${error instanceof Error ? error.message : ''}`, {
      cause: error,
    })
  }
}

function readDatabase(read: Reader, problems: string[]): Config['database'] {
  const url = read('DATABASE_URL', postgresUrl)
  const host = read('PGHOST', optional)
  if (url !== undefined) return { kind: 'external', url }
  if (host === undefined) return { kind: 'embedded', dataDirectory: read('WIKI_DATA_DIR', text) }
  const built = new URL('postgres://localhost')
  built.username = encodeURIComponent(read('PGUSER', text))
  built.password = encodeURIComponent(read('PGPASSWORD', optional) ?? '')
  built.port = String(read('PGPORT', integer(1, 65_535)))
  built.pathname = `/${encodeURIComponent(read('PGDATABASE', optional) ?? read('PGUSER', text))}`
  // As a parameter, so that the directory of a unix socket is a host as well.
  built.searchParams.set('host', host)
  const mode = read('PGSSLMODE', optionally(oneOf('disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full')))
  const authorities = read('PGSSLROOTCERT', optional)
  if (mode !== undefined) {
    built.searchParams.set('sslmode', mode)
    built.searchParams.set('uselibpqcompat', 'true')
  }
  if (authorities !== undefined) {
    if (mode === undefined) problems.push('PGSSLROOTCERT: needs PGSSLMODE, for example verify-full')
    built.searchParams.set('sslrootcert', authorities)
  }
  return { kind: 'external', url: built.href }
}

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

function oneOf(...allowed: string[]): Parser<string> {
  return (text) => {
    if (text !== undefined && allowed.includes(text)) return text
    throw new Error(`must be one of ${allowed.join(', ')}, not ${JSON.stringify(text)}`)
  }
}

const postgresUrl: Parser<string | undefined> = (text) => {
  if (text === undefined) return text
  // The address is not repeated in the message: it may hold a password.
  if (!/^postgres(ql)?:\/\//.test(text) || !URL.canParse(text))
    throw new Error('must look like postgres://user:password@host:5432/name')
  return text
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
