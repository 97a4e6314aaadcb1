/** From the one that may do least to the one that may do most. */
export const roles = ['reader', 'editor', 'admin'] as const
export type Role = (typeof roles)[number]

/** What a token is good for, of what its owner may do. */
export type Scope = 'read' | 'write' | 'admin'

/** Who makes a request. */
export type Identity =
  | { readonly kind: 'anonymous' }
  | {
      readonly kind: 'account'
      /** Of the user that is the author of what this account writes. */
      readonly userId: number
      readonly name: string
      readonly role: Role
      readonly via: 'session' | 'token'
      /** That of a session is `admin`: it is good for everything. */
      readonly scope: Scope
    }
