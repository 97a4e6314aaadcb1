import { hash, randomBytes } from 'node:crypto'

/** 256 random bits, so their stored hash needs no salt. */
export function newSecret(prefix = ''): string {
  return prefix + randomBytes(32).toString('base64url')
}

/** The stored hash of a secret, by which it is looked up. */
export function keyOf(secret: string): string {
  return hash('sha256', secret, 'base64url')
}
