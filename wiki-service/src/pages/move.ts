import { loneCall } from '../database/lone-call.ts'
import type { BatchingContext } from '../database/row-reader.ts'
import { number, statement, text } from '../database/statement.ts'
import { changePage } from './editor.ts'
import { newVersion } from './new-version.ts'
import type { WriteOutcome } from './outcome.ts'
import { readPath } from './path.ts'
import type { Precondition } from './precondition.ts'
import type { Attempt, WriteContext } from './settle.ts'
import type { Author } from './writer.ts'

/** Limits of one move: each page becomes a new version, stored in full, in one transaction of bounded time. */
const mostPages = 1_000
const mostBytes = 64 * 1024 * 1024

export interface Relocation {
  readonly path: string
  /** Moves the pages below as well. */
  readonly withChildren: boolean
}

/** A page below another. */
interface Child {
  readonly id: number
  readonly version: number
  readonly path: string
}

export interface Children {
  /**
   * Pages below a path, and the bytes of their content. If a move would exceed its limit, returns one more page than
   * the limit.
   */
  below(path: string, deadline: number): Promise<{ readonly pages: readonly Child[]; readonly bytes: number }>
}

export function children(context: BatchingContext): Children {
  const below = loneCall(pagesBelow, 'readLanes', context)
  return {
    async below(path, deadline) {
      const rows = await below([path, mostPages + 1], deadline)
      return {
        pages: rows.map(([id, version, path]) => ({ id, version, path })),
        bytes: rows.reduce((sum, [, , , bytes]) => sum + bytes, 0),
      }
    },
  }
}

/** Moves a page to another path, together with all pages below or with none. */
export function movePage(
  context: WriteContext & { readonly children: Children },
  id: number,
  { path, withChildren }: Relocation,
  ifMatch: Precondition | undefined,
  author: Author,
  deadline: number,
): Promise<WriteOutcome> {
  const { writer, text } = context
  return changePage(context, id, undefined, ifMatch, author, deadline, async ({ page }, isStale) => {
    if (isStale) return 'stale'
    const { title, path: from } = page
    if (title === null || from === null) return writer.decide('plain_post', author, deadline)
    if (withChildren && path.startsWith(`${from}/`)) return { kind: 'into_itself' }
    const { pages, bytes } = withChildren && path !== from ? await context.children.below(from, deadline) : noChildren
    if (pages.length === 0)
      return writer.write(await newVersion({ ...page, title, path }, page, { kind: 'move' }, text), author, deadline)
    if (pages.length + 1 > mostPages || bytes > mostBytes) return { kind: 'too_many_pages', limit: mostPages }
    return moveAll(context, [{ id, version: page.version, path: from }, ...pages], from, path, author, deadline)
  })
}

const noChildren = { pages: [], bytes: 0 }

async function moveAll(
  { versions, writer, text }: WriteContext,
  pages: readonly Child[],
  from: string,
  to: string,
  author: Author,
  deadline: number,
): Promise<Attempt> {
  const moved = []
  for (const { id, version, path } of pages) {
    const newPath = to + path.slice(from.length)
    const outcome = readPath(newPath)
    if (outcome.kind === 'refused') return { kind: 'path_refused', path: newPath, reason: outcome.reason }
    const state = await versions.at(id, version, deadline)
    if (state === undefined) return 'outdated'
    // Relative links depend on the page's path.
    moved.push({ id, from: version, path: newPath, links: await text.links(state.page.content, newPath) })
  }
  return writer.move({ pages: moved }, author, deadline)
}

const pagesBelow = statement<readonly [number, number, string, number]>(
  'pages.below',
  [number, number, text, number],
  `
  select id, version, path, octet_length(content) from posts
  where path > $1 || '/' and path < $1 || '0' order by path limit $2::int`,
)
