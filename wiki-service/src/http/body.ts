import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Unavailable } from '../database/unavailable.ts'
import { Refused } from './errors.ts'

/** A body as it came, for the validator. */
export interface RawBody {
  readonly bytes: Buffer
  readonly contentType: string | undefined
}

const maxBodyBytes = 4 * 1024 * 1024

/** Bytes of bodies that may be held at once by all requests that are being received. */
const maxBytesInFlight = 32 * 1024 * 1024

/** Keeps bodies as bytes, whatever their Content-Type says: what it means is decided where the body is validated. */
export function keepRawBodies(app: FastifyInstance): void {
  const contentTypes = new WeakMap<IncomingMessage, string>()
  const held = { bytes: 0 }
  app.removeAllContentTypeParsers()
  // Fastify refuses odd Content-Types with 415 before any parser sees the body.
  app.addHook('onRequest', (request, _reply, done) => {
    const contentType = request.headers['content-type']
    if (contentType !== undefined) {
      contentTypes.set(request.raw, contentType)
      delete request.headers['content-type']
    }
    done()
  })
  app.addContentTypeParser('*', async (request: FastifyRequest, payload: IncomingMessage): Promise<RawBody> => {
    if (Number(request.headers['content-length']) > maxBodyBytes) throw tooLarge()
    return { bytes: await collect(payload, held), contentType: contentTypes.get(request.raw) }
  })
}

/** What comes behind a refusal is let go unread: a client that is still sending would not see an answer on a closed connection. */
function collect(payload: IncomingMessage, held: { bytes: number }): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0

    function take(chunk: Buffer): void {
      size += chunk.length
      held.bytes += chunk.length
      chunks.push(chunk)
      if (size > maxBodyBytes) settle(() => reject(tooLarge()))
      else if (held.bytes > maxBytesInFlight) settle(() => reject(new Unavailable('memory')))
    }

    const end = (): void => settle(() => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)))
    // Nobody is left to read why.
    const cut = (): void => settle(() => reject(new Refused(400, 'Bad Request')))

    function settle(report: () => void): void {
      payload.off('data', take).off('end', end).off('close', cut)
      held.bytes -= size
      report()
    }

    payload
      .on('data', take)
      .on('end', end)
      .on('close', cut)
      .on('error', () => {})
  })
}

function tooLarge(): Refused {
  return new Refused(413, 'Request body is too large')
}
