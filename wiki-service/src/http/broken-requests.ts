import type { IncomingMessage } from 'node:http'
import type { Refused } from './errors.ts'

const broken = new WeakMap<IncomingMessage, Refused>()

/**
 * The rest of this request is not HTTP, or comes too late. Whoever waits for it is told by a `broken` event, with what the client is
 * to be told.
 */
export function breakOff(request: IncomingMessage, refusal: Refused): void {
  broken.set(request, refusal)
  request.emit('broken', refusal)
}

/** For those who begin to wait: the event may have been emitted already. */
export function brokenBy(request: IncomingMessage): Refused | undefined {
  return broken.get(request)
}
