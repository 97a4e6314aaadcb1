import { LRUCache } from 'lru-cache'
import { type Leaf, shownLeaves, type TreeReader } from '../reading/tree.ts'
import { longestTrustMs } from '../reading/view-states.ts'
import { titleOf } from './parts/addresses.ts'
import type { Tree, TreeNode } from './parts/tree.ts'

/** With more pages than this, counting the first level takes a while, so it is recounted at most this often. */
const manyPages = 5_000
const longestAgeMs = 2_000

const keptNodes = 20_000

/** The content of folders, valid until a page changes. */
interface Levels {
  /** Of the whole wiki; see ViewState. */
  readonly stamp: string
  readonly readAt: number
  roots: readonly TreeNode[] | undefined
  readonly below: LRUCache<string, readonly TreeNode[]>
}

/** Reads the tree of pages that is shown beside each page. */
export class Trees {
  readonly #reader: TreeReader
  #levels = emptyLevels('')
  #roots: readonly TreeNode[] = []
  #pages = 0
  #staleAt = 0

  constructor(reader: TreeReader) {
    this.#reader = reader
  }

  /**
   * @param path of the shown page, which is opened with the folders above it; '' for none
   * @param stamp of the wiki, if already known
   */
  async around(path: string, deadline: number, stamp?: string): Promise<Tree> {
    const segments = path === '' ? [] : path.split('/')
    const opened = segments.map((_, index) => segments.slice(0, index + 1).join('/'))
    const levels = this.#levelsAt(stamp ?? (await this.#reader.stamp(deadline)))
    const [roots, below] = await Promise.all([
      this.#readRoots(levels, deadline),
      this.#readBelow(levels, opened, deadline),
    ])
    return { nodes: roots.slice(0, shownLeaves).map((root) => withChildren(root, below)) }
  }

  /** Whether what reads the whole wiki takes a while, by the tree that was read last. */
  get isLarge(): boolean {
    return this.#pages > manyPages
  }

  /** A page was written, so the first level may have changed. */
  forget(): void {
    this.#staleAt = 0
  }

  #levelsAt(stamp: string): Levels {
    const { stamp: known, readAt } = this.#levels
    if (known !== stamp || performance.now() - readAt > longestTrustMs) this.#levels = emptyLevels(stamp)
    return this.#levels
  }

  async #readRoots(levels: Levels, deadline: number): Promise<readonly TreeNode[]> {
    if (levels.roots !== undefined) return levels.roots
    if (performance.now() < this.#staleAt) return this.#roots
    const { leaves, pages } = await this.#reader.roots(deadline)
    const roots = leaves.map(nodeOf)
    this.#pages = pages
    levels.roots = roots
    this.#roots = roots
    this.#staleAt = this.isLarge ? performance.now() + longestAgeMs : 0
    return roots
  }

  async #readBelow(
    { below }: Levels,
    folders: readonly string[],
    deadline: number,
  ): Promise<ReadonlyMap<string, readonly TreeNode[]>> {
    const known = new Map(folders.map((folder) => [folder, below.get(folder)]))
    const unknown = folders.filter((folder) => known.get(folder) === undefined)
    const read = await this.#reader.below(unknown, deadline)
    for (const folder of unknown) {
      const nodes = (read.get(folder) ?? []).map(nodeOf)
      below.set(folder, nodes)
      known.set(folder, nodes)
    }
    return known as ReadonlyMap<string, readonly TreeNode[]>
  }
}

function emptyLevels(stamp: string): Levels {
  const below = new LRUCache<string, readonly TreeNode[]>({
    maxSize: keptNodes,
    sizeCalculation: (nodes) => nodes.length + 1,
  })
  return { stamp, readAt: performance.now(), roots: undefined, below }
}

function nodeOf({ path, title, pages }: Leaf): TreeNode {
  return { path, title: title ?? titleOf(path), isPage: title !== null, pages }
}

function withChildren(node: TreeNode, below: ReadonlyMap<string, readonly TreeNode[]>): TreeNode {
  const nodes = below.get(node.path) ?? []
  if (nodes.length === 0) return node
  const children = nodes.slice(0, shownLeaves).map((child) => withChildren(child, below))
  return { ...node, children, hasMore: children.length < nodes.length }
}
