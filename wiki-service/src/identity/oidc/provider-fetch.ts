import { setTimeout as sleep } from 'node:timers/promises'
import type { CustomFetch } from 'openid-client'

/** Answers of providers are a few kilobytes; a JWK set or a list of groups may be longer. */
const longestAnswer = 1024 * 1024

const tries = 3
const pauseMs = 200

/** The provider gave no usable answer. */
export class ProviderAway extends Error {}

/**
 * Requests to a provider, within a time that all requests of one sign-in share. Reads are retried when the provider
 * fails; a code is redeemed only once, because it is valid once.
 */
export function providerFetch(signal: AbortSignal): CustomFetch {
  return async (url, options) => {
    const ask = (): Promise<Response> => fetch(url, { ...(options as RequestInit), signal }).then(bounded)
    for (let left = options.method === 'GET' ? tries : 1; ; left -= 1) {
      try {
        const answer = await ask()
        if (answer.status < 500) return answer
        if (left === 1) throw new ProviderAway(`status ${answer.status}`)
      } catch (error) {
        if (left === 1 || signal.aborted)
          throw error instanceof ProviderAway ? error : new ProviderAway('', { cause: error })
      }
      await pause(signal)
    }
  }
}

async function bounded(answer: Response): Promise<Response> {
  const pieces: Uint8Array[] = []
  let bytes = 0
  for await (const piece of answer.body ?? []) {
    bytes += piece.length
    if (bytes > longestAnswer) throw new ProviderAway('too long an answer')
    pieces.push(piece)
  }
  const hasBody = answer.status !== 204 && answer.status !== 304
  return new Response(hasBody ? Buffer.concat(pieces) : null, answer)
}

/** Ends early, with an error, when the time is up. */
async function pause(signal: AbortSignal): Promise<void> {
  await sleep(pauseMs, undefined, { signal }).catch((error: unknown) => {
    throw new ProviderAway('', { cause: error })
  })
}
