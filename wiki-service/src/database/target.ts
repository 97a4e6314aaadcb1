import { encryptionOf, type Encryption } from './encryption.ts'
import { settingsOf, type SessionSetting } from './session-settings.ts'

/** Which database, as which user, and how. */
export interface Target {
  /** A host name, an address, or the directory of a unix socket. */
  readonly host: string
  readonly port: number
  readonly user: string
  /** Empty if there is none. */
  readonly password: string
  readonly database: string
  readonly applicationName: string
  readonly encryption: Encryption
  /** Settings from `options`, for each session. */
  readonly settings: readonly SessionSetting[]
}

/** Connection parameters by their libpq names. */
export type Parameters = Readonly<Record<string, string | undefined>>

/**
 * Makes a target from connection parameters, and checks that the files they name are readable.
 * @throws Error with the cause, without a password
 */
export function targetOf(parameters: Parameters): Target {
  const { host = 'localhost', user = 'postgres', port = '5432' } = parameters
  if (host.includes(',')) throw new Error('names several hosts: name one, such as the service for the primary')
  if (!/^[1-9]\d{0,4}$/.test(port) || Number(port) > 65_535)
    throw new Error(`the port must be a whole number from 1 to 65535, not ${JSON.stringify(port)}`)
  return {
    host,
    port: Number(port),
    user,
    password: parameters['password'] ?? '',
    database: parameters['dbname'] ?? user,
    applicationName: parameters['application_name'] ?? 'wiki-service',
    // A unix socket leads to no other machine.
    encryption: encryptionOf(host.startsWith('/') ? { sslmode: 'disable' } : parameters),
    settings: settingsOf(parameters['options'] ?? ''),
  }
}

/**
 * Reads the parameters of a connection string.
 * https://www.postgresql.org/docs/18/libpq-connect.html#LIBPQ-CONNSTRING-URIS
 * @throws Error with the cause, without the string, which may contain a password
 */
export function parametersOf(text: string): Parameters {
  const dialect = /^(postgres(?:ql)?)\+\w+:\/\//.exec(text)
  if (dialect) throw new Error(`must begin with ${dialect[1]}://, without a plus sign and the name of a Python driver`)
  if (!/^postgres(ql)?:\/\//.test(text)) throw new Error(form)
  // A URL with a user requires a host; a connection string does not.
  const withHost = text.replace(/^(\w+:\/\/(?:[^/?#]*@)?)(?=[:/?]|$)/, `$1${noHost}`)
  if (!URL.canParse(withHost)) throw new Error(`${form}; special characters in a password must be percent-encoded`)
  const url = new URL(withHost)
  if (url.hash !== '') throw new Error('must not contain #; in a password, write %23')
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const authority = {
    user: decoded(url.username),
    password: decoded(url.password),
    host: host === noHost ? '' : decoded(host),
    port: url.port,
    dbname: decoded(url.pathname.slice(1)),
  }
  const named = Object.fromEntries(url.searchParams)
  // For JDBC's sake, as libpq does.
  if (named['ssl'] === 'true') named['sslmode'] ??= 'require'
  else if (named['ssl'] !== undefined) throw new Error('ssl can only be true; use sslmode, for example sslmode=disable')
  const given = Object.entries({ ...authority, ...named }).filter(([, value]) => value !== '')
  return Object.fromEntries(given)
}

const form = 'must look like postgres://user:password@host:5432/name'
const noHost = 'no-host'

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch (error) {
    throw new Error('contains a percent sign that is not followed by two hexadecimal digits; write %25 for it', {
      cause: error,
    })
  }
}
