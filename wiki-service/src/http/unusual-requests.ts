import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { Refused } from './errors.ts'
import { isHost } from './host.ts'

/** Takes over what Node would answer by itself and without a body. Needs `requireHostHeader: false`. */
export function answerUnusual(app: FastifyInstance): void {
  // As in the original service, an expectation that nobody knows is none.
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response))
  app.addHook('onRequest', (request, _reply, done) => {
    done(hasValidHost(request.raw) ? undefined : new Refused(400, 'Bad Request'))
  })
}

/** RFC 9112, section 3.2: one, and well-formed. HTTP/1.0 had none. */
function hasValidHost({ rawHeaders, headers: { host }, httpVersionMinor }: IncomingMessage): boolean {
  let lines = 0
  for (let index = 0; index < rawHeaders.length; index += 2)
    if (rawHeaders[index]?.length === 4 && rawHeaders[index]?.toLowerCase() === 'host') lines += 1
  return lines < 2 && (host === undefined ? httpVersionMinor === 0 : isHost(host))
}
