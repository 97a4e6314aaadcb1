import { createHash, randomUUID } from 'node:crypto'

/** Identifies a write, so that a retry is recognized. */
export interface RequestKey {
  readonly key: string
  /** Equal for a request and its retries. */
  readonly fingerprint: string
  readonly keepSeconds: number
}

/** The service's own retries come within REQUEST_DEADLINE_SECONDS, at most 300. */
const keepOwnSeconds = 600
const keepClientsSeconds = 24 * 3600

/** For a request without a key: only the service itself retries it. */
export function ownKey(): RequestKey {
  const key = randomUUID()
  return { key, fingerprint: key, keepSeconds: keepOwnSeconds }
}

/**
 * For a request with an `Idempotency-Key`.
 * @param scope author, method and URL: the same key from another author, or for another route, is a different key
 * @param content body and preconditions
 */
export function clientsKey(name: string, scope: readonly string[], content: readonly (string | Buffer)[]): RequestKey {
  return { key: digest([name, ...scope]), fingerprint: digest(content), keepSeconds: keepClientsSeconds }
}

/** 128 bits of SHA-256 in the form of a UUID. A length precedes each part, so that parts cannot run together. */
function digest(parts: readonly (string | Buffer)[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:`).update(part)
  return hash.digest('hex').slice(0, 32)
}
