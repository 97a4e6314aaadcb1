import type { Merge } from './merge.ts'
import type { PageState } from './versions.ts'
import type { Receipt } from './writer.ts'

/** What became of a write. Whoever repeats a request with an Idempotency-Key gets the same. */
export type WriteOutcome =
  /** `isNew`: a page was created. `moved`: how many pages were, itself and those below it. */
  | {
      readonly kind: 'written'
      readonly page: PageState
      readonly isNew: boolean
      readonly merged: boolean
      /** The page was so already: no version was made. */
      readonly unchanged: boolean
      readonly moved?: number
    }
  | Conflict
  | { readonly kind: 'path_taken'; readonly path: string; readonly holder: number }
  | { readonly kind: 'exists'; readonly page: PageState }
  | { readonly kind: Refusal }
  | Unkept

/** The page is not in the version that `If-Match` names. */
export interface Conflict {
  readonly kind: 'conflict'
  readonly current: PageState
  /** The version that the client knows, if there is such a one. */
  readonly base?: PageState
  readonly merge?: Merge
}

type Refusal = Exclude<Receipt['outcome'], 'written' | 'unchanged' | 'path_taken' | 'stale' | 'exists'>

/** Not decided by the state alone, and so not kept for whoever asks again. */
export type Unkept =
  | { readonly kind: 'too_large' | 'title_missing' | 'into_itself' }
  | { readonly kind: 'too_many_pages'; readonly limit: number }
  | { readonly kind: 'path_refused'; readonly path: string; readonly reason: string }
