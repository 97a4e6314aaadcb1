import { readFile, readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { accepts } from '../http/accept-encoding.ts'
import { packageDirectory } from '../package-directory.ts'
import type { AssetManifest } from './asset-manifest.ts'

/** The style sheets and scripts that `npm run build` created. Each is read on its first request, then kept. */
export class Assets {
  readonly #manifest: AssetManifest
  readonly #names: ReadonlySet<string>
  readonly #contents = new Map<string, Promise<Buffer>>()

  /** Without a build there are none, and pages have no style. */
  constructor(manifest: AssetManifest = builtManifest()) {
    this.#manifest = manifest
    this.#names = new Set(Object.values(manifest))
  }

  /** The address of a style sheet or script. */
  href(name: string): string {
    return `/assets/${this.#manifest[name] ?? name}`
  }

  has(hashedName: string): boolean {
    return this.#names.has(hashedName)
  }

  /** @param hashedName for which `has` is true; its content never changes */
  async send(hashedName: string, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const encoding = encodingFor(request.headers['accept-encoding'])
    const content = await this.#content(hashedName + suffixes[encoding])
    reply.headers({
      'content-type': hashedName.endsWith('.css') ? 'text/css; charset=utf-8' : 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'Accept-Encoding',
      'x-content-type-options': 'nosniff',
    })
    if (encoding !== 'identity') reply.header('content-encoding', encoding)
    return reply.send(content)
  }

  #content(file: string): Promise<Buffer> {
    const known = this.#contents.get(file)
    if (known) return known
    const content = promisify(readFile)(new URL(file, assetDirectory))
    this.#contents.set(file, content)
    content.catch(() => this.#contents.delete(file))
    return content
  }
}

const assetDirectory = new URL('dist/assets/', packageDirectory)

const suffixes = { br: '.br', gzip: '.gz', identity: '' } as const

/** The smallest one that the client accepts. */
function encodingFor(accepted: string | undefined): keyof typeof suffixes {
  if (accepts('br', accepted)) return 'br'
  return accepts('gzip', accepted) ? 'gzip' : 'identity'
}

function builtManifest(): AssetManifest {
  try {
    return JSON.parse(readFileSync(new URL('manifest.json', assetDirectory), 'utf8')) as AssetManifest
  } catch {
    return {}
  }
}
