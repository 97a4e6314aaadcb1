import { isAlias, isMap, isScalar, parseDocument } from 'yaml'
import type { Node, Pair, YAMLMap } from 'yaml'

/** A value of the chart, as its values.yaml describes it. */
export interface DescribedValue {
  /** For example `fastapi.image_name`. */
  readonly path: string
  /** The comment above it; empty if there is none. */
  readonly description: string
  /** The default; undefined for a section, whose values have their own. */
  readonly value?: unknown
}

/**
 * Every value and section of a values.yaml, in order. A map whose keys have no comments is one free-form value, like
 * `resources`.
 */
export function describedValues(text: string): DescribedValue[] {
  const { contents } = parseDocument(text)
  if (!isMap(contents)) throw new Error('This is not a map of values.')
  return section(contents, '')
}

function section(map: YAMLMap, prefix: string): DescribedValue[] {
  return map.items.flatMap((item, index) => {
    const path = prefix + keyOf(item)
    // YAML's parser attaches the comment above a map's first key to the map.
    const comment = (index === 0 ? map.commentBefore : undefined) ?? commentAbove(item)
    const value: Node | null = isNode(item.value) ? item.value : null
    const described = { path, description: oneLine(comment) }
    if (!isMap(value) || !hasComments(value)) return [{ ...described, value: value?.toJSON() ?? null }]
    return [described, ...section(value, `${path}.`)]
  })
}

function isNode(value: unknown): value is Node {
  return (
    isMap(value) ||
    isScalar(value) ||
    isAlias(value) ||
    (typeof value === 'object' && value !== null && 'toJSON' in value)
  )
}

function keyOf(item: Pair): string {
  return isScalar(item.key) ? String(item.key.value) : String(item.key)
}

function commentAbove(item: Pair): string | null | undefined {
  return isScalar(item.key) ? item.key.commentBefore : undefined
}

function hasComments(map: YAMLMap): boolean {
  return Boolean(map.commentBefore) || map.items.some((item) => commentAbove(item))
}

/** The last paragraph: text before an empty line describes the file. */
function oneLine(comment: string | null | undefined): string {
  const paragraphs = (comment ?? '').split(/\n\s*\n/)
  return (paragraphs.at(-1) ?? '').replaceAll(/\s*\n\s*/g, ' ').trim()
}
