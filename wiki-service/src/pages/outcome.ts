import type { Merge } from './merge.ts'
import type { PageState } from './versions.ts'
import type { Receipt } from './writer.ts'

/** Outcome of a write. A request repeated with the same Idempotency-Key gets the same one. */
export type WriteOutcome =
  /** `isNew`: a page was created. `moved`: the number of pages moved, including the page itself. */
  | {
      readonly kind: 'written'
      readonly page: PageState
      readonly isNew: boolean
      readonly merged: boolean
      /** The page already was as requested: no version was created. */
      readonly unchanged: boolean
      readonly moved?: number
    }
  | Conflict
  | { readonly kind: 'path_taken'; readonly path: string; readonly holder: number }
  | { readonly kind: 'exists'; readonly page: PageState }
  | { readonly kind: Refusal }
  | Unkept

/** `If-Match` does not name the page's current version. */
export interface Conflict {
  readonly kind: 'conflict'
  readonly current: PageState
  /** The version that the client knows, if it exists. */
  readonly base?: PageState
  readonly merge?: Merge
}

type Refusal = Exclude<Receipt['outcome'], 'written' | 'unchanged' | 'path_taken' | 'stale' | 'exists'>

/** Outcomes that depend on more than the state, so they are not kept for a retry. */
export type Unkept =
  | { readonly kind: 'too_large' | 'title_missing' | 'into_itself' }
  | { readonly kind: 'too_many_pages'; readonly limit: number }
  | { readonly kind: 'path_refused'; readonly path: string; readonly reason: string }
