import type { BatchingContext } from '../database/row-reader.ts'
import { appendToPage } from './append.ts'
import { changeLog, type ChangeLog } from './changes.ts'
import { createPageAt, editPageAt, editPageById } from './at-path.ts'
import { createPage, type Conditions } from './editor.ts'
import { pageFinder, type PageFinder } from './finder.ts'
import { links, type Links } from './links.ts'
import { children, movePage, type Relocation } from './move.ts'
import type { Wanted } from './new-version.ts'
import type { WriteOutcome } from './outcome.ts'
import { pageLists, type PageLists } from './page-lists.ts'
import type { Precondition } from './precondition.ts'
import { revisionReader, type RevisionReader } from './revisions.ts'
import type { PageChange } from './settle.ts'
import { similarPages, type SimilarPages } from './similar.ts'
import type { TextWork } from './text-work.ts'
import { deletePage, restorePage, type Restoration } from './trash.ts'
import { Turns } from './turns.ts'
import { versions, type Versions } from './versions.ts'
import { pageWriter, type Author } from './writer.ts'

type IfMatch = Precondition | undefined
type Written = Promise<WriteOutcome>

/** Deadlines are in milliseconds of performance.now(). Every call throws Unavailable at its deadline. */
export interface PageStore extends PageFinder, Versions, RevisionReader, PageLists, Links, ChangeLog, SimilarPages {
  create(page: NewPage, author: Author, deadline: number): Written
  /** Only if no page is at the path of `page`. */
  createAt(page: NewPage, author: Author, deadline: number): Written
  edit(id: number, change: PageChange, conditions: Conditions, author: Author, deadline: number): Written
  editAt(path: string, change: PageChange, conditions: Conditions, author: Author, deadline: number): Written
  append(id: number, addition: Addition, author: Author, deadline: number): Written
  move(id: number, relocation: Relocation, ifMatch: IfMatch, author: Author, deadline: number): Written
  delete(id: number, ifMatch: IfMatch, author: Author, deadline: number): Written
  restore(id: number, restoration: Restoration, ifMatch: IfMatch, author: Author, deadline: number): Written
}

type NewPage = Wanted & { readonly isPathNumbered: boolean }
type Addition = Parameters<typeof appendToPage>[2]

/** Outcomes of writes, for the metrics. */
type Verb = 'created' | 'edited' | 'moved' | 'deleted' | 'restored'
type WriteObserver = (outcome: Verb | 'merged' | 'unchanged' | 'conflict' | 'refused') => void

/** @param added called after each write with the id of the page, which is answered after that */
export function pageStore(
  batching: BatchingContext,
  text: TextWork,
  observe: WriteObserver = () => {},
  added: (id: number) => Promise<void> = async () => {},
): PageStore {
  const observed = async (verb: Verb, written: Written): Written => {
    const outcome = await written
    observe(observationOf(outcome, verb))
    if (outcome.kind === 'written') await added(outcome.page.page.id)
    return outcome
  }

  const context = {
    versions: versions(batching),
    finder: pageFinder(batching),
    writer: pageWriter(batching),
    children: children(batching),
    text,
    turns: new Turns(),
  }
  return {
    ...context.finder,
    ...context.versions,
    ...revisionReader(batching),
    ...pageLists(batching),
    ...links(batching),
    ...changeLog(batching),
    ...similarPages(batching),
    create: (...call) => observed('created', createPage(context, ...call)),
    createAt: (...call) => observed('created', createPageAt(context, ...call)),
    edit: (...call) => observed('edited', editPageById(context, ...call)),
    editAt: (...call) => observed('edited', editPageAt(context, ...call)),
    append: (...call) => observed('edited', appendToPage(context, ...call)),
    move: (...call) => observed('moved', movePage(context, ...call)),
    delete: (...call) => observed('deleted', deletePage(context, ...call)),
    restore: (...call) => observed('restored', restorePage(context, ...call)),
  }
}

function observationOf(outcome: WriteOutcome, verb: Verb): Parameters<WriteObserver>[0] {
  if (outcome.kind === 'conflict' || outcome.kind === 'exists') return 'conflict'
  if (outcome.kind !== 'written') return 'refused'
  if (outcome.unchanged) return 'unchanged'
  return outcome.merged ? 'merged' : verb
}
