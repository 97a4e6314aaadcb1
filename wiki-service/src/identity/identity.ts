/** From the fewest permissions to the most. */
export const roles = ['reader', 'editor', 'admin'] as const
export type Role = (typeof roles)[number]

/** The parts of its owner's permissions that a token may have. */
export const scopes = ['read', 'write', 'admin'] as const
export type Scope = (typeof scopes)[number]

/** Who makes a request. */
export type Identity =
  | { readonly kind: 'anonymous' }
  | {
      readonly kind: 'account'
      /** The user who is the author of what this account writes. */
      readonly userId: number
      readonly name: string
      readonly role: Role
      readonly via: 'session' | 'token'
      /** `admin` for a session, which has all permissions of its owner. */
      readonly scope: Scope
    }
