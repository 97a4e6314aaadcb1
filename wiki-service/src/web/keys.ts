import { randomUUID } from 'node:crypto'

/** A one-time key, for a form or the style sheets of one answer. */
export function oneTimeKey(): string {
  return randomUUID()
}
