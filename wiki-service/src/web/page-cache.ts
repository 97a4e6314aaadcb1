import { bytesOf } from '../markdown/rendering.ts'
import type { KeyedDocument } from './keyed-document.ts'
import type { PageText } from './page-text.ts'
import type { PageView } from './views/page.ts'

/** A page as it was last shown, and the data that it was made from. */
export interface CachedPage {
  readonly id: number
  readonly version: number
  /** Of the whole wiki, when the page was last known to be up to date; see ViewState. */
  stamp: string
  /** In milliseconds of Date.now(), likewise. */
  checkedAt: number
  readonly text: PageText
  readonly view: Omit<PageView, 'article' | 'standing'>
  /** Paths that it links to without a page. */
  readonly missing: ReadonlySet<string>
  /** Everything in the view that comes from other pages. */
  readonly surroundings: string
  /** For readers without a name, by their other choices. */
  readonly documents: Map<string, CachedDocument>
  /** Its history and its editor, likewise. */
  readonly actions: Map<string, KeyedDocument>
}

export interface CachedDocument {
  readonly gzipped: Buffer
  readonly etag: string
}

/** The text of a page as its readers see it. */
export function articleOf({ text, missing }: CachedPage): string {
  return text.html((target) => missing.has(target))
}

/** Recently read pages, by path. Without room, the least recently read one is dropped. */
export class PageCache {
  readonly #pages = new Map<string, { readonly page: CachedPage; bytes: number }>()
  readonly #maxBytes: number
  #bytes = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  get(path: string): CachedPage | undefined {
    const entry = this.#pages.get(path)
    if (entry === undefined) return undefined
    // A Map keeps the order in which keys were added.
    this.#pages.delete(path)
    this.#pages.set(path, entry)
    return entry.page
  }

  has(path: string): boolean {
    return this.#pages.has(path)
  }

  set(path: string, page: CachedPage): void {
    this.delete(path)
    const bytes = sizeOf(page)
    this.#pages.set(path, { page, bytes })
    this.#grow(bytes)
  }

  /** A document was added to a page, which may be in the cache no more. */
  grown(page: CachedPage, bytes: number): void {
    const entry = this.#pages.get(page.view.path)
    if (entry?.page !== page) return
    entry.bytes += bytes
    this.#grow(bytes)
  }

  delete(path: string): void {
    this.#bytes -= this.#pages.get(path)?.bytes ?? 0
    this.#pages.delete(path)
  }

  #grow(bytes: number): void {
    this.#bytes += bytes
    for (const path of this.#pages.keys()) {
      if (this.#bytes <= this.#maxBytes) return
      this.delete(path)
    }
  }
}

/** Approximate: the surroundings of a page are small compared to its text. */
function sizeOf({ text, missing }: CachedPage): number {
  return text.size + bytesOf([...missing]) + pageBytes
}

/** The objects of a page; those of its tree are shared with other pages. */
const pageBytes = 4_000
