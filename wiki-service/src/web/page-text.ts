import type { Heading } from './parts/contents.ts'

/** The rendered source of a page. */
export interface PageText {
  /** Canonical paths of pages that it links to. */
  readonly targets: readonly string[]
  readonly headings: readonly Heading[]
  /** The first paragraph, as plain text. */
  readonly opening: string
  /** Approximate memory in bytes. */
  readonly size: number
  /** @param isMissing whether there is no page at a path */
  html(isMissing: (path: string) => boolean): string
}

/** @param path canonical; empty for a text that is not a page yet */
export type RenderText = (source: string, path: string, deadline: number) => Promise<PageText>
