import { type Role, roles, type Scope, scopes } from './identity.ts'
import { emailAddress, loginName, shownName } from './names.ts'

/** Commands that manage accounts and tokens. */
export type MemberCommand =
  | { readonly kind: 'list' }
  | {
      readonly kind: 'add'
      readonly login: string
      readonly name: string
      readonly email: string | null
      readonly role: Role
    }
  | { readonly kind: 'role'; readonly login: string; readonly role: Role }
  | { readonly kind: 'disable' | 'enable' | 'reset' | 'tokens'; readonly login: string }
  | {
      readonly kind: 'add token'
      readonly login: string
      readonly name: string
      readonly scope: Scope
      readonly days: number | null
    }
  | { readonly kind: 'revoke token'; readonly id: number }

export interface MemberOptions {
  readonly name?: string | undefined
  readonly email?: string | undefined
  readonly role?: string | undefined
  readonly scope?: string | undefined
  readonly days?: string | undefined
}

/** The arguments of each, after `wiki-service`, for the help. */
export const memberUsage = `  user list                             accounts, their roles and last sign-in
  user add LOGIN [--name=NAME] [--email=ADDRESS] [--role=reader|editor|admin]
                                        add an account, and print a link to choose its password
  user role LOGIN reader|editor|admin   change the role
  user reset LOGIN                      print a link to choose a new password
  user disable LOGIN                    end sessions and tokens, and let nobody sign in; user enable undoes it
  token add LOGIN NAME [--scope=read|write|admin] [--days=90]
                                        print a new token
  token list LOGIN                      tokens and their ids
  token revoke ID                       revoke a token`

/** @returns undefined if the arguments are not such a command @throws Error that names the invalid value */
export function readMemberCommand(words: readonly string[], options: MemberOptions): MemberCommand | undefined {
  const [noun, verb, first, second, ...rest] = words
  const allowed = allowedOptions[`${noun} ${verb}`]
  if (allowed === undefined || rest.length > 0) return undefined
  const odd = Object.keys(options).find((name) => !allowed.includes(name))
  if (odd !== undefined) throw new Error(`--${odd} does not belong to ${noun} ${verb}`)
  switch (`${noun} ${verb}`) {
    case 'user list':
      return first === undefined ? { kind: 'list' } : undefined
    case 'user add':
      return second === undefined ? added(login(first), options) : undefined
    case 'user role':
      return { kind: 'role', login: login(first), role: role(second) }
    case 'token add':
      return {
        kind: 'add token',
        login: login(first),
        name: read('the name of the token', second, shownName),
        scope: read('--scope', options.scope ?? 'read', (text) => scopes.find((scope) => scope === text)),
        days: options.days === undefined ? null : read('--days', options.days, numberIn),
      }
    case 'token revoke':
      return second === undefined ? { kind: 'revoke token', id: read('the id', first, numberIn) } : undefined
    case 'token list':
      return second === undefined ? { kind: 'tokens', login: login(first) } : undefined
    default:
      // The remaining keys of `allowedOptions`.
      return second === undefined ? { kind: verb as 'disable' | 'enable' | 'reset', login: login(first) } : undefined
  }
}

const allowedOptions: Readonly<Record<string, readonly string[]>> = {
  'user list': [],
  'user add': ['name', 'email', 'role'],
  'user role': [],
  'user reset': [],
  'user disable': [],
  'user enable': [],
  'token add': ['scope', 'days'],
  'token list': [],
  'token revoke': [],
}

function added(login: string, options: MemberOptions): MemberCommand {
  return {
    kind: 'add',
    login,
    name: read('--name', options.name ?? login, shownName),
    email: options.email === undefined ? null : read('--email', options.email, emailAddress),
    role: role(options.role ?? 'editor'),
  }
}

function login(text: string | undefined): string {
  return read('the login name', text, loginName)
}

function role(text: string | undefined): Role {
  return read('the role', text, (word) => roles.find((role) => role === word))
}

function numberIn(text: string): number | undefined {
  return /^[1-9]\d{0,4}$/.test(text) ? Number(text) : undefined
}

function read<T>(what: string, text: string | undefined, parse: (text: string) => T | undefined): T {
  if (text === undefined) throw new Error(`${what} is missing`)
  const value = parse(text)
  if (value === undefined) throw new Error(`${what} cannot be ${JSON.stringify(text)}`)
  return value
}
