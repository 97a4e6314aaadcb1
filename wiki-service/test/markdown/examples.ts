import { readFileSync } from 'node:fs'
import { tests } from 'commonmark-spec'

export interface Example {
  readonly number: number
  readonly markdown: string
  readonly html: string
}

/** The examples of CommonMark. */
export const commonMark: readonly Example[] = tests.map(({ number, markdown, html }) => ({
  number,
  markdown: markdown.replaceAll('→', '\t'),
  html: html.replaceAll('→', '\t'),
}))

/** The examples of GFM's extensions. */
export const { examples: gfm } = JSON.parse(readFileSync(new URL('gfm-examples.json', import.meta.url), 'utf8')) as {
  readonly examples: readonly Example[]
}
