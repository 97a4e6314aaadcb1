import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Refused } from './errors.ts'
import { isHost } from './host.ts'

/** Answers what Node would answer on its own, without a body. Requires `requireHostHeader: false`. */
export function answerUnusual(app: FastifyInstance): void {
  // Like the original service, ignores unknown expectations.
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response))
  // After the hooks that make a request known: a refusal is counted, logged and may be a page.
  app.addHook('preParsing', (request, _reply, _payload, done) => done(refusal(request)))
  // An unknown path has no such hooks, and is answered in its next one of this kind.
  app.addHook('onRequest', (request, _reply, done) => done(request.is404 ? refusal(request) : undefined))
}

function refusal({ raw }: FastifyRequest): Refused | undefined {
  return hasValidHost(raw) ? undefined : new Refused(400, 'Bad Request')
}

/** RFC 9112, section 3.2: exactly one, and well-formed. HTTP/1.0 requires none. */
function hasValidHost({ rawHeaders, headers: { host }, httpVersionMinor }: IncomingMessage): boolean {
  let lines = 0
  for (let index = 0; index < rawHeaders.length; index += 2)
    if (rawHeaders[index]?.length === 4 && rawHeaders[index]?.toLowerCase() === 'host') lines += 1
  return lines < 2 && (host === undefined ? httpVersionMinor === 0 : isHost(host))
}
