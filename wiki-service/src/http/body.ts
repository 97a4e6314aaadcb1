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
const maxBytesInFlight = 48 * 1024 * 1024

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

async function collect(payload: IncomingMessage, held: { bytes: number }): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of payload as AsyncIterable<Buffer>) {
      size += chunk.length
      held.bytes += chunk.length
      if (size > maxBodyBytes) throw tooLarge()
      if (held.bytes > maxBytesInFlight) throw new Unavailable('memory')
      chunks.push(chunk)
    }
    return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, size)
  } finally {
    held.bytes -= size
  }
}

function tooLarge(): Refused {
  return new Refused(413, 'Request body is too large')
}
