export interface ProviderOptions {
  readonly redirectUris: readonly string[]
  readonly clientSecret: string
  /** Who can sign in, and what the provider tells about them. */
  readonly people: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

/** What a test changes while the provider runs. */
export type Change =
  | { readonly kind: 'rotate keys' }
  /** From then on nobody can verify its signatures. */
  | { readonly kind: 'hide keys'; readonly isHidden: boolean }
  | { readonly kind: 'set clock'; readonly aheadMs: number }
  | { readonly kind: 'set secret'; readonly clientSecret: string }
