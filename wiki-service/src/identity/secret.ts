import { createHash, randomBytes } from 'node:crypto'

/** 256 bits that nobody guesses: what is stored of them needs no salt. */
export function newSecret(prefix = ''): string {
  return prefix + randomBytes(32).toString('base64url')
}

/** What is stored of a secret, and what it is found by. */
export function keyOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url')
}
