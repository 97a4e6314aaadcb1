import { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { refuse } from './client-errors.ts'
import { Refused } from './errors.ts'

/** Takes over what Node would answer by itself and without a body, or not at all. Needs `requireHostHeader: false`. */
export function answerUnusual(app: FastifyInstance): void {
  // As in the original service, an expectation that nobody knows is none.
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response))
  app.server.on('connect', (_request, socket) => {
    if (socket instanceof Socket) refuse(socket, 400, 'Bad Request')
  })
  app.addHook('onRequest', (request, _reply, done) => {
    // RFC 9112, section 3.2. HTTP/1.0 had no Host.
    const isHostMissing = request.raw.headers.host === undefined && request.raw.httpVersionMinor > 0
    done(isHostMissing ? new Refused(400, 'Bad Request') : undefined)
  })
}
