import type { BatchingContext } from '../database/row-reader.ts'
import { createPage, editPage, type Conditions } from './editor.ts'
import { pageFinder, type PageFinder } from './finder.ts'
import { revisionReader, type RevisionReader } from './revisions.ts'
import type { Wanted } from './new-version.ts'
import type { WriteOutcome } from './outcome.ts'
import type { PageChange, WriteContext } from './settle.ts'
import type { TextWork } from './text-work.ts'
import { Turns } from './turns.ts'
import { versions, type Versions } from './versions.ts'
import { pageWriter, type Author } from './writer.ts'

/** Deadlines are in milliseconds of performance.now(); every call throws Unavailable when its own has come. */
export interface PageStore extends PageFinder, Versions, RevisionReader {
  create(page: Wanted & { readonly isPathNumbered: boolean }, author: Author, deadline: number): Promise<WriteOutcome>
  edit(id: number, change: PageChange, conditions: Conditions, author: Author, deadline: number): Promise<WriteOutcome>
}

export function pageStore(batching: BatchingContext, text: TextWork): PageStore {
  const context: WriteContext = {
    versions: versions(batching),
    writer: pageWriter(batching),
    text,
    turns: new Turns(),
  }
  return {
    ...pageFinder(batching),
    ...context.versions,
    ...revisionReader(batching),
    create: (page, author, deadline) => createPage(context, page, author, deadline),
    edit: (id, change, conditions, author, deadline) => editPage(context, id, change, conditions, author, deadline),
  }
}
