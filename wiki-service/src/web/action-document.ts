import { compressed, smallText } from './compress.ts'
import { type KeyedDocument, keyedDocument, keyPlaces, withKeys } from './keyed-document.ts'
import type { CachedPage } from './page-cache.ts'
import { frame, type Page } from './parts/frame.ts'
import { editorPage } from './routes/editor.ts'
import { historyAt, historyPage } from './routes/history.ts'
import { missingPage } from './routes/page.ts'
import { belowRoot, etagOf } from './send.ts'
import type { Visitor } from './visitor.ts'
import { deadlineOf, type Wiki } from './wiki.ts'

/** The one-time keys of an answer: for a form, and for the style sheets of the editor's script. */
type Keys = readonly [key: string, nonce: string]

/** A view of a page that, apart from its keys, changes only when the page or its surroundings change. */
export interface KeyedAction {
  /** In its address, after `/-/`. */
  readonly name: string
  /** In the policy. */
  readonly operation: string
  readonly hasNonce: boolean
  readonly statusIfMissing: number
  /** @returns undefined if there is no page at the path */
  readonly view: (wiki: Wiki, path: string, visitor: Visitor, keys: Keys) => Promise<Page | undefined>
  readonly viewIfMissing: (wiki: Wiki, path: string, visitor: Visitor, keys: Keys) => Promise<Page>
}

export const keyedActions: readonly KeyedAction[] = [
  {
    name: 'history',
    operation: 'GET /wiki/*',
    hasNonce: false,
    statusIfMissing: 404,
    view: async (wiki, path, { standing }, [key]) => {
      const history = await historyAt(wiki, path)
      return history?.page.path === path ? historyPage(wiki, history, standing, key) : undefined
    },
    viewIfMissing: (wiki, path, { standing }) => missingPage(wiki, path, standing),
  },
  {
    name: 'edit',
    operation: 'GET /wiki/*/-/edit',
    hasNonce: true,
    statusIfMissing: 200,
    view: async (wiki, path, visitor, keys) => {
      const page = await wiki.versions.currentAt(path, deadlineOf(wiki))
      return page?.path === path ? editorPage(wiki, page, path, visitor, keys) : undefined
    },
    viewIfMissing: (wiki, path, visitor, keys) => editorPage(wiki, undefined, path, visitor, keys),
  },
]

/**
 * A view as sent to readers without a name: created once, and reused until something in it changes.
 * @param page up to date @param root prefix of addresses
 * @returns undefined if the page has been moved or deleted meanwhile
 */
export async function actionDocument(
  wiki: Wiki,
  page: CachedPage,
  action: KeyedAction,
  visitor: Visitor,
  root: string,
): Promise<KeyedDocument | undefined> {
  const variant = `${action.name} ${root}`
  const known = page.actions.get(variant)
  if (known !== undefined) return known
  const view = await action.view(wiki, page.view.path, visitor, keyPlaces)
  if (view === undefined) return undefined
  const text = belowRoot(frame(view, { assets: wiki.assets, visitor }), root)
  const document = text.length > smallText ? undefined : await keyedDocument(text)
  if (document === undefined) return { etag: etagOf(text), size: 0, with: (keys) => compressed(withKeys(text, keys)) }
  if (!page.actions.has(variant)) {
    page.actions.set(variant, document)
    wiki.cache.grown(page, document.size)
  }
  return document
}
