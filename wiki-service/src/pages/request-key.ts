import { createHash, randomUUID } from 'node:crypto'

/** By what a write is known again when it is tried once more. */
export interface RequestKey {
  readonly key: string
  /** What a repeated request has in common with the first. */
  readonly fingerprint: string
  readonly keepSeconds: number
}

/** A retry of the service itself comes within REQUEST_DEADLINE_SECONDS, which is 300 at most. */
const keepOwnSeconds = 600
const keepClientsSeconds = 24 * 3600

/** For a request that its client does not name: only the service itself tries it again. */
export function ownKey(): RequestKey {
  const key = randomUUID()
  return { key, fingerprint: key, keepSeconds: keepOwnSeconds }
}

/**
 * For a request with an `Idempotency-Key`.
 * @param scope author, method and URL: the same key of somebody else, or to another route, is another one
 * @param content body and preconditions
 */
export function clientsKey(name: string, scope: readonly string[], content: readonly (string | Buffer)[]): RequestKey {
  return { key: digest([name, ...scope]), fingerprint: digest(content), keepSeconds: keepClientsSeconds }
}

/** 128 bits of SHA-256, written as a UUID. Each part is preceded by its length, so that parts cannot run into each other. */
function digest(parts: readonly (string | Buffer)[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:`).update(part)
  return hash.digest('hex').slice(0, 32)
}
