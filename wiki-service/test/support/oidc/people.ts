/** Who can sign in at the provider of the tests, and what it tells about them. */
export type People = Readonly<Record<string, Readonly<Record<string, unknown>>>>

export interface ProviderOptions {
  readonly redirectUris: readonly string[]
  readonly clientSecret: string
  readonly people: People
  readonly port?: number
}

/** What a test changes while the provider runs. */
export type Change =
  | { readonly kind: 'rotate keys' }
  /** From then on nobody can verify its signatures. */
  | { readonly kind: 'hide keys'; readonly isHidden: boolean }
  | { readonly kind: 'set clock'; readonly aheadMs: number }
  | { readonly kind: 'set people'; readonly people: People }
  | { readonly kind: 'set secret'; readonly clientSecret: string }
