import type { Members } from '../identity/members.ts'
import type { Diff } from '../markdown/diff.ts'
import type { MergePart } from '../markdown/merge.ts'
import type { PageStore } from '../pages/store.ts'
import type { ChangeReader } from '../reading/changes.ts'
import type { PageListReader } from '../reading/page-lists.ts'
import type { VersionReader } from '../reading/versions.ts'
import type { SurroundingsReader } from '../reading/surroundings.ts'
import type { ReadViewState } from '../reading/view-states.ts'
import type { SearchStore } from '../search/store.ts'
import type { UserStore } from '../users/store.ts'
import type { Assets } from './assets.ts'
import type { HomeReader } from './home-reader.ts'
import type { PageCache } from './page-cache.ts'
import type { RenderText } from './page-text.ts'
import type { Trees } from './trees.ts'

/** The sources of the wiki's pages. */
export interface Wiki {
  readonly assets: Assets
  /** Who may sign in; undefined in open mode. */
  readonly members: Members | undefined
  readonly users: UserStore
  readonly changes: ChangeReader
  readonly lists: PageListReader
  readonly surroundings: SurroundingsReader
  readonly viewState: ReadViewState
  readonly trees: Trees
  /** See ViewState. */
  readonly stamp: (deadline: number) => Promise<string>
  readonly versions: VersionReader
  readonly render: RenderText
  /** Three-way merge by lines. */
  readonly merge: (base: string, yours: string, current: string, deadline: number) => Promise<readonly MergePart[]>
  readonly diff: (from: string, to: string, deadline: number) => Promise<Diff>
  readonly pages: PageStore
  readonly search: SearchStore
  readonly cache: PageCache
  readonly home: HomeReader
  readonly isDatabaseAway: () => boolean
  readonly requestDeadlineMs: number
}

export function deadlineOf({ requestDeadlineMs }: Pick<Wiki, 'requestDeadlineMs'>): number {
  return performance.now() + requestDeadlineMs
}
