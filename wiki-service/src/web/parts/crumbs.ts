import { html, type Markup } from '../html.ts'
import { folderHref, pageHref, segmentTitle } from './addresses.ts'
import type { Tree, TreeNode } from './tree.ts'

interface Crumb {
  readonly title: string
  readonly href?: string
}

/** The reader's location: the folders above, then the shown page. */
export function crumbs(steps: readonly Crumb[]): Markup {
  return html`<nav class="crumbs" aria-label="Path">
    <ol>
      ${steps.map(({ title, href }) =>
        href === undefined
          ? html`<li><span aria-current="page">${title}</span></li>`
          : html`<li><a href="${href}">${title}</a></li>`,
      )}
    </ol>
  </nav>`
}

/** The folders above a path. Those with a page link to it, as far as the tree knows. */
export function above(path: string, tree?: Tree): Crumb[] {
  const segments = path.split('/').slice(0, -1)
  let nodes: readonly TreeNode[] = tree?.nodes ?? []
  return segments.map((segment, index) => {
    const folder = segments.slice(0, index + 1).join('/')
    const node = nodes.find((one) => one.path === folder)
    nodes = node?.children ?? []
    const title = node?.title ?? segmentTitle(segment)
    return { title, href: node?.isPage ? pageHref(folder) : folderHref(folder) }
  })
}

/** The folders, the page, and the action. */
export function crumbsOfAction(
  page: { readonly path: string; readonly title: string },
  action: string,
  tree?: Tree,
): Markup {
  return crumbs([...above(page.path, tree), { title: page.title, href: pageHref(page.path) }, { title: action }])
}
