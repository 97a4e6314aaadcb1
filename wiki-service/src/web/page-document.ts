import { promisify } from 'node:util'
import { trimmed } from './compress.ts'
import { Markup } from './html.ts'
import { articleOf, type CachedDocument, type CachedPage } from './page-cache.ts'
import { frame } from './parts/frame.ts'
import { belowRoot, etagOf } from './send.ts'
import { pageView } from './views/page.ts'
import type { Visitor } from './visitor.ts'
import type { Wiki } from './wiki.ts'

/**
 * A page as sent to readers without a name, compressed: created once, and reused until something in it changes.
 * @param root prefix of addresses
 */
export async function pageDocument(
  wiki: Wiki,
  page: CachedPage,
  visitor: Visitor,
  root: string,
): Promise<CachedDocument> {
  const variant = `${visitor.theme} ${visitor.hasKeys} ${root}`
  const known = page.documents.get(variant)
  if (known) return known
  const article = new Markup(articleOf(page))
  const text = belowRoot(
    frame(pageView({ ...page.view, article, standing: visitor.standing }), { assets: wiki.assets, visitor }),
    root,
  )
  // Loaded on first use: it takes half a megabyte.
  const { gzip } = await import('node:zlib')
  const gzipped = trimmed(await promisify(gzip)(text, { level: 9 }))
  const document = { gzipped, etag: etagOf(text) }
  // Another reader may have been faster. Bounds the number of roots, which clients can invent.
  if (!page.documents.has(variant) && page.documents.size < mostVariants) {
    page.documents.set(variant, document)
    wiki.cache.grown(page, gzipped.length)
  }
  return document
}

const mostVariants = 8
