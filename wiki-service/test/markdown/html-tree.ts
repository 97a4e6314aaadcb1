import { type DefaultTreeAdapterTypes, parseFragment } from 'parse5'
import { resolveImage, resolveLink } from '../../src/markdown/destination.ts'

/** An element, or text. */
export type Tree =
  | string
  | { readonly tag: string; readonly attributes: Attributes; readonly children: readonly Tree[] }
type Attributes = Readonly<Record<string, string>>

/** As a browser would parse it. */
export function treeOf(html: string): Tree[] {
  return treesOf(parseFragment(html).childNodes)
}

function treesOf(nodes: readonly DefaultTreeAdapterTypes.ChildNode[]): Tree[] {
  return nodes.flatMap((node): Tree[] => {
    if (node.nodeName === '#text' && 'value' in node) return [node.value]
    if (!('tagName' in node)) return [{ tag: node.nodeName, attributes: {}, children: [] }]
    const attributes = Object.fromEntries(node.attrs.map(({ name, value }) => [name, value]))
    return [{ tag: node.tagName, attributes, children: treesOf(node.childNodes) }]
  })
}

/** Elements at any depth. */
export function* elementsOf(trees: readonly Tree[]): Generator<Exclude<Tree, string>> {
  for (const tree of trees) {
    if (typeof tree === 'string') continue
    yield tree
    yield* elementsOf(tree.children)
  }
}

/** The examples of a specification, in the form in which plainTree returns our HTML. */
export function exampleTree(html: string): Tree[] {
  return tidy(
    changed(treeOf(html), ({ tag, attributes, children }) => {
      const { href, src, align, ...others } = attributes
      const destination = tag === 'a' && href !== undefined ? resolveLink(href, '') : undefined
      const link = destination?.kind === 'internal' ? `/${destination.address}` : destination?.href
      return [
        {
          tag,
          children,
          attributes: {
            ...others,
            ...(link !== undefined && { href: link }),
            ...(src !== undefined && { src: resolveImage(src, '') }),
            ...(align !== undefined && { class: align === 'right' ? 'end' : align === 'left' ? 'start' : align }),
          },
        },
      ]
    }),
  )
}

/** Our HTML without what we add to each page: anchors of headings, marks of code, labels of tasks, frames of tables. */
export function plainTree(html: string): Tree[] {
  return tidy(
    changed(treeOf(html), ({ tag, attributes, children }) => {
      const ours = new Set(['id', 'tabindex', 'loading', 'scope'])
      const others = Object.fromEntries(Object.entries(attributes).filter(([name]) => !ours.has(name)))
      if (tag === 'a' && others['aria-label']?.startsWith('Link to ')) return []
      if (tag === 'section' || tag === 'label' || (tag === 'span' && others['class']?.startsWith('hljs-')))
        return children
      const { class: name, ...plain } = others
      return [{ tag, attributes: name === 'tasks' ? plain : others, children }]
    }),
  )
}

function changed(trees: readonly Tree[], change: (element: Exclude<Tree, string>) => readonly Tree[]): Tree[] {
  return trees.flatMap((tree) =>
    typeof tree === 'string' ? [tree] : change({ ...tree, children: changed(tree.children, change) }),
  )
}

const blocks = new Set(
  'p h1 h2 h3 h4 h5 h6 ul ol li blockquote pre hr table thead tbody tr th td section div'.split(' '),
)

/** White space around blocks is insignificant; adjacent texts are joined. */
function tidy(trees: readonly Tree[], isVerbatim = false): Tree[] {
  const joined: Tree[] = []
  for (const tree of trees) {
    const last = joined.at(-1)
    if (typeof tree === 'string' && typeof last === 'string') joined[joined.length - 1] = last + tree
    else joined.push(tree)
  }
  const isBlock = (tree: Tree | undefined) => tree === undefined || (typeof tree !== 'string' && blocks.has(tree.tag))
  return joined.flatMap((tree, index): Tree[] => {
    if (typeof tree !== 'string') {
      const attributes = Object.fromEntries(Object.entries(tree.attributes).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      return [{ tag: tree.tag, attributes, children: tidy(tree.children, isVerbatim || tree.tag === 'pre') }]
    }
    if (isVerbatim) return [tree]
    let text = tree.replaceAll(/[ \t\n]+/g, ' ')
    if (isBlock(joined[index - 1])) text = text.trimStart()
    if (isBlock(joined[index + 1])) text = text.trimEnd()
    return text === '' ? [] : [text]
  })
}
