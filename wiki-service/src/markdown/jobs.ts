import type { Diff } from './diff.ts'
import type { Merge } from './merge.ts'
import type { Links, Outline, Rendering, Section } from './rendering.ts'

/** What the workers do. Plain data, which crosses threads. */
export type Job =
  | { readonly kind: 'render' | 'links'; readonly source: string; readonly path: string }
  | { readonly kind: 'outline'; readonly source: string }
  | { readonly kind: 'section'; readonly source: string; readonly heading: string }
  | { readonly kind: 'merge'; readonly base: string; readonly yours: string; readonly current: string }
  | { readonly kind: 'diff'; readonly from: string; readonly to: string }

export interface Results {
  readonly render: Rendering
  readonly links: Links
  readonly outline: Outline
  readonly section: Section
  readonly merge: Merge
  readonly diff: Diff
}

/** Why there is no result: the text takes too long or produces too much, or too many jobs wait. */
export type NoResult = { readonly kind: 'too_slow' } | { readonly kind: 'busy' }

/** From a worker: the CPU it has used in total, in microseconds, and the result of its job. */
export interface Report {
  readonly cpu: number
  readonly outcome: Results[keyof Results] | { readonly kind: 'too_slow' } | undefined
}
