import { onboarding } from './examples.ts'
import type { OperationProse } from './operations.ts'

const { id, path, title, tags, version, updated_time, updated_by } = onboarding

const found = {
  id,
  path,
  title,
  tags,
  version,
  updated_time,
  updated_by,
  title_parts: [{ text: 'Onboarding', match: true }],
  excerpt: [
    { text: 'Onboarding', match: true },
    { text: ' Start with Handbook.', match: false },
  ],
}

/** Like operations.ts, for search. */
export const searchOperations: Readonly<Record<string, OperationProse>> = {
  searchPages: {
    description:
      'Finds pages by their titles, headings, text and tags, best matches first; a page is found as soon as its save has been answered. A page must contain all words, in any of their forms. If fewer than five pages do, pages with some of the words follow, with known words instead of misspelled ones, and longer words that contain them. `title_parts` and `excerpt` are text in pieces, never HTML: mark those with `match`. At most 200 results can be reached.',
    parameters: {
      q: { example: 'onboarding' },
      in: { example: 'pages' },
      under: { example: 'handbook' },
      by: { example: 2 },
      tag: { example: 'people' },
      limit: { example: 20 },
      after: { example: 0 },
    },
    responses: {
      200: {
        description: 'Pages, best match first; empty if nothing matches.',
        headers: { Link: { $ref: '#/components/headers/SearchLink' } },
        example: [found],
      },
      304: { description: 'The page of results matches `If-None-Match`.' },
    },
  },
}
