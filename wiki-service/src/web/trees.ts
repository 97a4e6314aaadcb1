import { type Leaf, shownLeaves, type TreeReader } from '../reading/tree.ts'
import { segmentTitle } from './parts/addresses.ts'
import type { Tree, TreeNode } from './parts/tree.ts'

/** Counting the first level of more pages than these takes a while: it is counted anew this often at most. */
const manyPages = 5_000
const longestAgeMs = 2_000

/** Draws the tree of pages beside each page. */
export class Trees {
  readonly #reader: TreeReader
  #roots: readonly Leaf[] | undefined
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

  async #readRoots(deadline: number): Promise<readonly Leaf[]> {
    const known = this.#roots
    if (known !== undefined && performance.now() < this.#staleAt) return known
    const roots = await this.#reader.roots(deadline)
    const pages = roots.reduce((sum, leaf) => sum + leaf.pages, 0)
    this.#roots = roots
    this.#staleAt = pages > manyPages ? performance.now() + longestAgeMs : 0
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
