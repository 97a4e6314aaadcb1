/** How the service knows who makes a request; undefined in open mode, in which it asks nobody. */
export interface IdentityConfig {
  /** Everybody may read. */
  readonly publicRead: boolean
  /** Sessions need https, or http on localhost. */
  readonly secureCookies: boolean
  readonly sessionDays: number
}
