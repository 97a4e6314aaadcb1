import { isAbsolute } from 'node:path'
import { type Role, roles } from '../identity.ts'

/** A provider of identities, as configured by an operator. */
export interface ProviderSettings {
  /** Part of addresses in the wiki: lower-case letters, digits and `-`. */
  readonly id: string
  /** The text of the button after “Continue with”. */
  readonly name: string
  readonly issuer: URL
  readonly clientId: string
  /** Read at each sign-in, so that a new secret takes effect immediately; without it the client is public. */
  readonly clientSecretFile: string | undefined
  readonly scopes: readonly string[]
  /** The claim with a person's groups or roles; without it everybody has `defaultRole`. */
  readonly rolesClaim: string | undefined
  /** By values of that claim. */
  readonly roles: ReadonlyMap<string, Role>
  /** For people without a role in the claim; without it they cannot sign in. */
  readonly defaultRole: Role | undefined
}

/**
 * Parses the JSON text of WIKI_OIDC.
 * @throws Error that lists every problem with its location
 */
export function readProviders(text: string | undefined): readonly ProviderSettings[] {
  if (text === undefined) return []
  const problems: string[] = []
  const list = parsed(text)
  const providers = list.map((item, index) => new Reader(item, `[${index}]`, problems).provider())
  const ids = providers.map(({ id }) => id)
  const twice = ids.find((id, index) => ids.indexOf(id) !== index)
  if (twice !== undefined) problems.push(`two providers have the id ${JSON.stringify(twice)}`)
  if (problems.length > 0) throw new Error(problems.join('; '))
  return providers
}

function parsed(text: string): readonly unknown[] {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    // The message of JSON.parse quotes the text.
    throw new Error('must be JSON')
  }
  if (!Array.isArray(value)) throw new Error('must be a JSON array of providers')
  return value as readonly unknown[]
}

class Reader {
  readonly #members: Readonly<Record<string, unknown>>
  readonly #place: string
  readonly #problems: string[]

  constructor(item: unknown, place: string, problems: string[]) {
    const isObject = typeof item === 'object' && item !== null && !Array.isArray(item)
    this.#members = isObject ? (item as Record<string, unknown>) : {}
    this.#place = place
    this.#problems = problems
    for (const name of Object.keys(this.#members)) if (!known.has(name)) this.#complain(name, 'is not a setting')
  }

  provider(): ProviderSettings {
    const id = this.#text('id', /^[a-z0-9][a-z0-9-]{0,39}$/, 'up to 40 lower-case letters, digits and -')
    const file = this.#optionalText('clientSecretFile')
    if (file !== undefined && !isAbsolute(file)) this.#complain('clientSecretFile', 'must be an absolute path')
    return {
      id,
      name: this.#optionalText('name') ?? id,
      issuer: this.#issuer(),
      clientId: this.#text('clientId', /^\S/, 'a text'),
      clientSecretFile: file,
      scopes: this.#scopes(),
      rolesClaim: this.#optionalText('rolesClaim'),
      roles: this.#roles(),
      defaultRole:
        this.#members['defaultRole'] === undefined
          ? undefined
          : this.#role('defaultRole', this.#members['defaultRole']),
    }
  }

  #issuer(): URL {
    const text = this.#text('issuer', /^https?:\/\//, 'an https URL')
    const url = URL.canParse(text) ? new URL(text) : new URL('https://invalid')
    // Anyone who can read or change the provider's answers can impersonate anybody.
    if (url.protocol !== 'https:' && !loopback.has(url.hostname))
      this.#complain('issuer', 'must be an https URL; http is for this machine alone')
    if (url.search !== '' || url.hash !== '' || url.username !== '') this.#complain('issuer', 'must be a plain URL')
    return url
  }

  #scopes(): readonly string[] {
    const value = this.#members['scopes'] ?? ['openid', 'profile', 'email']
    const isList = Array.isArray(value) && value.every((one) => typeof one === 'string' && /^[!-~]+$/.test(one))
    if (!isList || !value.includes('openid')) {
      this.#complain('scopes', 'must be a list of words, with openid among them')
      return []
    }
    return value as readonly string[]
  }

  #roles(): ReadonlyMap<string, Role> {
    const value = this.#members['roles'] ?? {}
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.#complain('roles', 'must be an object from values of rolesClaim to roles')
      return new Map()
    }
    const entries = Object.entries(value)
    if (entries.length > 0 && this.#members['rolesClaim'] === undefined) this.#complain('roles', 'requires rolesClaim')
    return new Map(entries.map(([name, role]) => [name, this.#role(`roles.${name}`, role)]))
  }

  #role(name: string, value: unknown): Role {
    const role = roles.find((one) => one === value)
    if (role === undefined) this.#complain(name, `must be one of ${roles.join(', ')}`)
    return role ?? 'reader'
  }

  #optionalText(name: string): string | undefined {
    return this.#members[name] === undefined ? undefined : this.#text(name, /\S/, 'a text')
  }

  #text(name: string, pattern: RegExp, expected: string): string {
    const value = this.#members[name]
    if (typeof value === 'string' && pattern.test(value)) return value
    this.#complain(name, `must be ${expected}`)
    return ''
  }

  #complain(name: string, problem: string): void {
    this.#problems.push(`${this.#place}.${name} ${problem}`)
  }
}

const known = new Set('id name issuer clientId clientSecretFile scopes rolesClaim roles defaultRole'.split(' '))
const loopback = new Set(['127.0.0.1', '[::1]', 'localhost'])
