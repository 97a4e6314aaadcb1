import type { IncomingMessage } from 'node:http'
import type { Refused } from './errors.ts'

const broken = new WeakMap<IncomingMessage, Refused>()

/** The rest of this request is not HTTP, or is late. Emits `broken` with the refusal to send to the client. */
export function breakOff(request: IncomingMessage, refusal: Refused): void {
  broken.set(request, refusal)
  request.emit('broken', refusal)
}

/** For late listeners: `broken` may have been emitted already. */
export function brokenBy(request: IncomingMessage): Refused | undefined {
  return broken.get(request)
}
