import { type Role, roles as allRoles } from '../identity.ts'
import { emailAddress } from '../names.ts'
import type { ProviderSettings } from './settings.ts'

/** A person as described by a provider. */
export interface ProvidedPerson {
  readonly issuer: string
  /** Never reassigned to another person, unlike names and addresses. */
  readonly subject: string
  readonly name: string
  /** Their user name there; may be anything. */
  readonly login: string
  /** Only if the provider has verified it: anybody can claim another's. */
  readonly email: string | undefined
  /** Undefined: the provider names none, and there is no default. */
  readonly role: Role | undefined
  /** Whether the provider assigns roles; otherwise `role` is that of new accounts. */
  readonly isRoleProvided: boolean
}

type Claims = Readonly<Record<string, unknown>> & { readonly iss: string; readonly sub: string }

export function providedPerson(claims: Claims, settings: ProviderSettings): ProvidedPerson {
  const email = emailAddress(text(claims['email']) ?? '')
  return {
    issuer: claims.iss,
    subject: claims.sub,
    name: text(claims['name']) ?? text(claims['preferred_username']) ?? email?.split('@')[0] ?? '',
    email: claims['email_verified'] === true ? email : undefined,
    login: text(claims['preferred_username'])?.split('@')[0] ?? email?.split('@')[0] ?? '',
    role: roleOf(claims, settings),
    isRoleProvided: settings.rolesClaim !== undefined,
  }
}

/** The highest role that the claim names. */
function roleOf(claims: Claims, { rolesClaim, roles, defaultRole }: ProviderSettings): Role | undefined {
  const given = new Set(
    valuesOf(rolesClaim === undefined ? undefined : claimAt(claims, rolesClaim)).map((one) => roles.get(one)),
  )
  return allRoles.findLast((role) => given.has(role)) ?? defaultRole
}

/** By name, or by a path such as `realm_access.roles` if no claim has that name. */
export function claimAt(claims: Readonly<Record<string, unknown>>, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path]
  return path.split('.').reduce<unknown>((value, name) => {
    const isObject = typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    return isObject ? (value as Record<string, unknown>)[name] : undefined
  }, claims)
}

function valuesOf(claim: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(claim) ? claim : [claim]
  return list.filter((one) => typeof one === 'string')
}

function text(claim: unknown): string | undefined {
  return typeof claim === 'string' && claim.trim() !== '' ? claim.trim() : undefined
}
