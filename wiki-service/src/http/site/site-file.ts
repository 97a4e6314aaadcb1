import { createHash } from 'node:crypto'
import { readFile } from 'node:fs'
import { promisify } from 'node:util'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { accepts } from '../accept-encoding.ts'
import { isKnown } from '../if-none-match.ts'

/** A file of the package, read on its first request and then shared by all answers. */
export class SiteFile {
  readonly #locate: () => URL
  readonly #type: string
  #content: Promise<Content> | undefined

  constructor(locate: () => URL, type: string) {
    this.#locate = locate
    this.#type = type
  }

  async send(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { plain, compressed, hash } = await this.#read()
    const isCompressed = accepts('gzip', request.headers['accept-encoding'])
    const etag = isCompressed ? `"${hash}-gzip"` : `"${hash}"`
    reply.headers({ etag, vary: 'Accept-Encoding', 'cache-control': 'no-cache', 'x-content-type-options': 'nosniff' })
    if (isKnown(request.headers['if-none-match'], etag)) return reply.code(304).send()
    reply.header('content-type', this.#type)
    return isCompressed ? reply.header('content-encoding', 'gzip').send(compressed) : reply.send(plain)
  }

  async #read(): Promise<Content> {
    this.#content ??= contentOf(this.#locate())
    try {
      return await this.#content
    } catch (error) {
      this.#content = undefined
      throw error
    }
  }
}

interface Content {
  readonly plain: Buffer
  readonly compressed: Buffer
  readonly hash: string
}

async function contentOf(location: URL): Promise<Content> {
  // Loaded on first use: it takes half a megabyte, and node:fs/promises two.
  const { gzip } = await import('node:zlib')
  const plain = await promisify(readFile)(location)
  const hash = createHash('sha256').update(plain).digest('base64url').slice(0, 22)
  return { plain, compressed: await promisify(gzip)(plain), hash }
}
