import { randomBytes } from 'node:crypto'

/** A one-time key: of a form, or of the style sheets of one answer. */
export function oneTimeKey(): string {
  return randomBytes(16).toString('base64url')
}
