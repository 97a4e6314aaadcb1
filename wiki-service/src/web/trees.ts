import { type Leaf, shownLeaves, type TreeReader } from '../reading/tree.ts'
import { segmentTitle } from './parts/addresses.ts'
import type { Tree, TreeNode } from './parts/tree.ts'

/**
 * The first level is counted anew no more often than this times what counting took: it takes longer the more pages there are, and nobody
 * minds a number that is a moment old.
 */
const shareOfTime = 20
const shortestAgeMs = 20

/** Draws the tree of pages beside each page. */
export class Trees {
  readonly #reader: TreeReader
  #roots: Promise<readonly Leaf[]> | undefined
  #staleAt = 0

  constructor(reader: TreeReader) {
    this.#reader = reader
  }

  /** @param path of the page that is shown: what is above it is opened, and it itself; '' for none */
  async around(path: string, deadline: number): Promise<Tree> {
    const segments = path === '' ? [] : path.split('/')
    const opened = segments.map((_, index) => segments.slice(0, index + 1).join('/'))
    const [roots, below] = await Promise.all([this.#readRoots(deadline), this.#reader.below(opened, deadline)])
    return { nodes: roots.slice(0, shownLeaves).map((leaf) => node(leaf, below)) }
  }

  /** A page was written: the first level may be another. */
  forget(): void {
    this.#staleAt = 0
  }

  #readRoots(deadline: number): Promise<readonly Leaf[]> {
    const started = performance.now()
    if (this.#roots !== undefined && started < this.#staleAt) return this.#roots
    const roots = this.#reader.roots(deadline)
    this.#roots = roots
    this.#staleAt = Infinity
    roots.then(
      () => (this.#staleAt = performance.now() + Math.max(shortestAgeMs, shareOfTime * (performance.now() - started))),
      () => (this.#staleAt = 0),
    )
    return roots
  }
}

function node({ path, title, pages }: Leaf, below: ReadonlyMap<string, readonly Leaf[]>): TreeNode {
  const leaves = below.get(path)
  const shown = leaves?.slice(0, shownLeaves).map((leaf) => node(leaf, below))
  return {
    path,
    title: title ?? segmentTitle(path.split('/').at(-1) ?? ''),
    isPage: title !== null,
    pages,
    ...(shown && { children: shown, hasMore: shown.length < (leaves?.length ?? 0) }),
  }
}
