import type { TextConflict, TextWork } from './text-work.ts'

/** The fields that an edit can change. */
export interface PageFields {
  readonly title: string | null
  readonly path: string | null
  readonly content: string
  readonly tags: readonly string[]
}

export type Merge =
  | ({ readonly clean: true } & PageFields)
  | { readonly clean: false; readonly conflicts: readonly FieldConflict[] }

type FieldConflict =
  | ({ readonly field: 'content' } & TextConflict)
  | {
      readonly field: 'title' | 'path' | 'tags'
      readonly base: unknown
      readonly yours: unknown
      readonly current: unknown
    }

/** Merges by field, and content by lines: a field that both sides changed in different ways is a conflict. */
export async function merge(
  { base, yours, current }: { readonly base: PageFields; readonly yours: PageFields; readonly current: PageFields },
  text: TextWork,
): Promise<Merge> {
  const conflicts: FieldConflict[] = []

  function mergeField<Field extends 'title' | 'path' | 'tags'>(field: Field): PageFields[Field] {
    if (isSame(yours[field], base[field]) || isSame(yours[field], current[field])) return current[field]
    if (!isSame(current[field], base[field]))
      conflicts.push({ field, base: base[field], yours: yours[field], current: current[field] })
    return yours[field]
  }

  const [title, path, tags] = [mergeField('title'), mergeField('path'), mergeField('tags')]
  const content = await mergedContent(base.content, yours.content, current.content, text)
  if (typeof content !== 'string') conflicts.push(...content)
  return typeof content === 'string' && conflicts.length === 0
    ? { clean: true, title, path, content, tags }
    : { clean: false, conflicts }
}

async function mergedContent(
  base: string,
  yours: string,
  current: string,
  text: TextWork,
): Promise<string | FieldConflict[]> {
  if (yours === base || yours === current) return current
  if (current === base) return yours
  const merged = await text.merge(base, yours, current)
  if (merged === 'too_slow') return [{ field: 'content', base, yours, current }]
  return merged.clean
    ? merged.content
    : merged.conflicts.map(({ base, yours, current }) => ({ field: 'content', base, yours, current }))
}

/** Compares two JSON values. */
export function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
