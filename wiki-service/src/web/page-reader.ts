import { hash } from 'node:crypto'
import { Unavailable } from '../database/unavailable.ts'
import { shownBacklinks } from '../reading/surroundings.ts'
import { longestTrustMs, type ViewState } from '../reading/view-states.ts'
import type { ReadVersion } from '../reading/versions.ts'
import type { CachedPage } from './page-cache.ts'
import type { PageText } from './page-text.ts'
import { deadlineOf, type Wiki } from './wiki.ts'

/** What is at a path. */
export type ReadPage =
  | { readonly kind: 'page'; readonly page: CachedPage; readonly isCopy: boolean }
  | { readonly kind: 'moved'; readonly path: string }
  | { readonly kind: 'missing' }

/** After this, readers of a recently read page prefer a copy to a longer wait. */
const longestWaitMs = 2_000

/**
 * Reads the page at a path, from the cache while it is up to date; while the database is down, whatever the cache
 * contains.
 * @param path canonical
 */
export async function readPage(wiki: Wiki, path: string): Promise<ReadPage> {
  const cached = wiki.cache.get(path)
  if (cached !== undefined && wiki.isDatabaseAway()) return { kind: 'page', page: cached, isCopy: true }
  try {
    return await currentPage(wiki, path, cached)
  } catch (error) {
    if (cached === undefined || !(error instanceof Unavailable)) throw error
    return { kind: 'page', page: cached, isCopy: true }
  }
}

async function currentPage(wiki: Wiki, path: string, cached: CachedPage | undefined): Promise<ReadPage> {
  const deadline = cached === undefined ? deadlineOf(wiki) : performance.now() + longestWaitMs
  const state = await stateOf(wiki, path, deadline)
  if (state === undefined) {
    wiki.cache.delete(path)
    return { kind: 'missing' }
  }
  if (state.path !== path) {
    wiki.cache.delete(path)
    return { kind: 'moved', path: state.path }
  }
  const page = cached && isFresh(cached, state) ? cached : await madePage(wiki, state, cached, deadline)
  return page === undefined ? { kind: 'missing' } : { kind: 'page', page, isCopy: false }
}

/** In steps, because the calls of one batcher must have ascending deadlines. */
async function stateOf(wiki: Wiki, path: string, deadline: number): Promise<ViewState | undefined> {
  for (;;) {
    try {
      return await wiki.viewState(path, performance.now() + longestWaitMs)
    } catch (error) {
      if (!(error instanceof Unavailable) || error.reason !== 'database_away' || performance.now() >= deadline)
        throw error
    }
  }
}

function isFresh(cached: CachedPage, state: ViewState): boolean {
  const now = Date.now()
  if (cached.id !== state.id || cached.version !== state.version || cached.stamp !== state.stamp) return false
  // Words such as `yesterday` are relative to the day on which they were written.
  return now - cached.checkedAt < longestTrustMs && cached.view.now.getUTCDate() === new Date(now).getUTCDate()
}

async function madePage(
  wiki: Wiki,
  { id, path, version, stamp }: ViewState,
  cached: CachedPage | undefined,
  deadline: number,
): Promise<CachedPage | undefined> {
  const known = cached?.id === id && cached.version === version ? cached : undefined
  const own = known ?? (await ownPart(wiki, id, path, deadline))
  if (own === undefined) return undefined
  const [around, tree] = await Promise.all([
    wiki.surroundings.of(id, own.text.targets, deadline),
    wiki.trees.around(path, deadline, stamp),
  ])
  const surroundings = hash('sha256', JSON.stringify([[...around.missing], around.backlinks, tree]))
  const now = new Date()
  if (known?.surroundings === surroundings && known.view.now.getUTCDate() === now.getUTCDate()) {
    known.stamp = stamp
    known.checkedAt = now.getTime()
    return known
  }
  const page: CachedPage = {
    id,
    version: own.view.version,
    stamp,
    checkedAt: now.getTime(),
    text: own.text,
    missing: around.missing,
    surroundings,
    documents: new Map(),
    actions: new Map(),
    view: {
      ...own.view,
      backlinks: around.backlinks.slice(0, shownBacklinks),
      hasMoreBacklinks: around.backlinks.length > shownBacklinks,
      tree,
      now,
    },
  }
  wiki.cache.set(path, page)
  return page
}

/** Everything that does not depend on other pages. */
async function ownPart(wiki: Wiki, id: number, path: string, deadline: number): Promise<OwnPart | undefined> {
  const read = await wiki.versions.current(id, deadline)
  // It has moved since it was looked up.
  if (read === undefined || read.path !== path) return undefined
  const text = await wiki.render(read.content, path, deadline)
  return { text, view: { ...shownPage(read), headings: text.headings, opening: text.opening } }
}

type OwnPart = {
  readonly text: PageText
  readonly view: Omit<CachedPage['view'], 'backlinks' | 'tree' | 'now'>
}

/** A version of a page, which is known if it is the current one. */
export async function versionOf(
  { versions }: Wiki,
  current: ReadVersion,
  version: number,
  deadline: number,
): Promise<ReadVersion | undefined> {
  return version === current.version ? current : versions.at(current.id, version, deadline)
}

export function shownPage({ path, title, version, tags, time, authorId, authorName }: ReadVersion) {
  return { path, title, version, tags, updatedTime: time, updatedBy: { id: authorId, name: authorName } }
}
