import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { Turnstile } from '../database/turnstile.ts'
import { Unavailable } from '../database/unavailable.ts'
import { accountLimits, preparedPassword } from './names.ts'

// OWASP, Password Storage Cheat Sheet: of the equivalent choices, the one whose memory fits into a pod of 256 MiB.
const cost = { memory: 12 * 1024, passes: 3, parallelism: 1 } as const
const hashBytes = 32
const saltBytes = 16

/** One at a time: each takes about 50 ms of CPU on one of the four threads that also compress and resolve names. */
const atOnce = 1
const mostWaiting = 64

/** Hashes passwords with Argon2id, outside of the event loop. Refuses further ones while too many wait. */
export class Passwords {
  readonly #turnstile = new Turnstile(atOnce)
  /** For accounts that do not exist: no password matches, and checking takes as long. */
  readonly #nobodys: PasswordHash = { ...cost, salt: randomBytes(saltBytes), hash: randomBytes(hashBytes) }

  /** @returns the hash in PHC format @throws Unavailable when too many wait */
  async hash(password: string): Promise<string> {
    const salt = randomBytes(saltBytes)
    const hash = await this.#inTurn(preparedPassword(password), salt, cost)
    const parameters = `m=${cost.memory},t=${cost.passes},p=${cost.parallelism}`
    return `$argon2id$v=19$${parameters}$${unpadded(salt)}$${unpadded(hash)}`
  }

  /**
   * Takes the same time with or without a hash.
   * @param stored in PHC format; null if the account has no password, or does not exist
   * @throws Unavailable when too many wait
   */
  async matches(password: string, stored: string | null): Promise<boolean> {
    const { salt, hash, ...given } = parsed(stored) ?? this.#nobodys
    // No password is longer; a text of megabytes is not worth hashing in full.
    const tried = preparedPassword(password.slice(0, accountLimits.passwordBytes + 1))
    const made = await this.#inTurn(tried, salt, given)
    return stored !== null && Buffer.byteLength(tried) <= accountLimits.passwordBytes && timingSafeEqual(made, hash)
  }

  async #inTurn(message: string, nonce: Buffer, { memory, passes, parallelism }: Cost): Promise<Buffer> {
    if (this.#turnstile.waiting >= mostWaiting) throw new Unavailable('queue_full')
    await this.#turnstile.enter()
    try {
      return await derive('argon2id', { message, nonce, memory, passes, parallelism, tagLength: hashBytes })
    } finally {
      this.#turnstile.leave()
    }
  }
}

const derive = promisify(argon2)

type Cost = Readonly<Record<keyof typeof cost, number>>

interface PasswordHash extends Cost {
  readonly salt: Buffer
  readonly hash: Buffer
}

/** @param phc in PHC format */
function parsed(phc: string | null): PasswordHash | undefined {
  const [, memory, passes, parallelism, salt, hash] =
    /^\$argon2id\$v=19\$m=(\d{1,6}),t=(\d{1,2}),p=(\d)\$([\w+/]{11,86})\$([\w+/]{43})$/.exec(phc ?? '') ?? []
  if (salt === undefined || hash === undefined) return undefined
  return {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    salt: Buffer.from(salt, 'base64'),
    hash: Buffer.from(hash, 'base64'),
  }
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '')
}
