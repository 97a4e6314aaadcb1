import { html, type Markup } from '../html.ts'
import { folderHref, pageHref } from './addresses.ts'
import { icon } from './icons.ts'

/** The tree of pages on the left: the root, and the opened folders above the shown page. */
export interface Tree {
  readonly nodes: readonly TreeNode[]
}

export interface TreeNode {
  readonly path: string
  readonly title: string
  /** False for a folder without its own page. */
  readonly isPage: boolean
  /** Number of pages at and below this path. */
  readonly pages: number
  readonly children?: readonly TreeNode[]
  /** There are more than these. */
  readonly hasMore?: boolean
}

export type TreePlace = 'home' | 'pages' | 'trash'

interface TreeReader {
  /** The path of the shown page. */
  readonly current: string | undefined
  readonly place: TreePlace | undefined
  /** Only people who may write see the content of the trash. */
  readonly mayWrite: boolean
}

export function treeView({ nodes }: Tree, { current, place, mayWrite }: TreeReader): Markup {
  return html`<nav class="tree" id="tree" aria-label="Pages" popover>
    <button
      class="btn bare menu-button"
      type="button"
      popovertarget="tree"
      popovertargetaction="hide"
      aria-label="Close"
    >
      ${icon('close')}
    </button>
    <ul>
      <li><a href="/" ${marked(place === 'home')}>Home</a></li>
      ${nodes.map((node) => branch(node, current))}
      <li><a href="/wiki/-/pages" ${marked(place === 'pages')}>All pages</a></li>
      ${mayWrite && html`<li><a href="/wiki/-/trash" ${marked(place === 'trash')}>Trash</a></li>`}
    </ul>
  </nav>`
}

function marked(isCurrent: boolean): Markup | false {
  return isCurrent && html` aria-current="page"`
}

/** Leaves are the same on every page. */
const drawnLeaves = new WeakMap<TreeNode, Markup>()

function branch(node: TreeNode, current: string | undefined): Markup {
  if (node.children !== undefined || node.path === current) return drawn(node, current)
  const known = drawnLeaves.get(node)
  if (known !== undefined) return known
  const leaf = drawn(node, current)
  drawnLeaves.set(node, leaf)
  return leaf
}

function drawn(node: TreeNode, current: string | undefined): Markup {
  const { path, title, isPage, pages, children, hasMore } = node
  const count = pages > 1 && html` <span class="quiet num">${pages.toLocaleString('en-US')}</span>`
  return html`<li>
    <a href="${isPage ? pageHref(path) : folderHref(path)}" ${path === current && html` aria-current="page"`}
      >${title}${count}</a
    >${
      children &&
      html`<ul>
        ${children.map((child) => branch(child, current))}${hasMore && html`<li><a class="quiet" href="${folderHref(path)}">More</a></li>`}
      </ul>`
    }
  </li>`
}
