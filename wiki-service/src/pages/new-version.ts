import { isSame, type PageFields } from './merge.ts'
import type { Page } from './schema.ts'
import type { TextWork } from './text-work.ts'
import type { NewVersion, ReceiptDetail } from './writer.ts'

/** A complete page. */
export type Wanted = PageFields & { readonly title: string; readonly path: string }

/** The previous state: undefined for a new page. */
type Before = Page | undefined

interface Way {
  readonly kind: NewVersion['kind']
  readonly isPathNumbered?: boolean
  readonly detail?: ReceiptDetail
}

/** Collects what is stored with a version: the links of its content, and whether a search must read it again. */
export async function newVersion(wanted: Wanted, before: Before, way: Way, text: TextWork): Promise<NewVersion> {
  const { kind, isPathNumbered = false, detail = {} } = way
  const { title, path, content, tags } = wanted
  const isRewritten = before === undefined || before.content !== content
  const isRenamed = before === undefined || before.title !== title || !isSame(before.tags, tags)
  const links = isRewritten || before.path !== path ? await text.links(content, path) : before.links
  return {
    id: before?.id ?? null,
    from: before?.version ?? 0,
    kind,
    path,
    isPathNumbered,
    title,
    content,
    tags,
    links,
    detail,
    isIndexed: isRewritten || isRenamed,
  }
}
