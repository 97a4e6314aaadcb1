import type { Heading } from './parts/contents.ts'

/** What the source of a page becomes. */
export interface PageText {
  /** Canonical paths of pages that it links to. */
  readonly targets: readonly string[]
  readonly headings: readonly Heading[]
  /** The first paragraph, as plain text. */
  readonly opening: string
  /** Characters that it takes in memory, about. */
  readonly size: number
  /** @param isMissing whether there is no page at a path */
  html(isMissing: (path: string) => boolean): string
}

/** @param path canonical; empty for a text that is no page yet */
export type RenderText = (source: string, path: string, deadline: number) => Promise<PageText>
