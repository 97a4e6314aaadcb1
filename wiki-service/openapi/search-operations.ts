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
      'Finds pages by their titles, headings, text and tags, the best first; a page is found as soon as its save has been answered. All words have to be there, in any of their forms; when fewer than five pages have them all, pages with some of them follow, with known words in the place of misspelled ones, and longer words that contain them. `title_parts` and `excerpt` are text in pieces, never HTML: show those with `match` as marked. At most 200 results can be reached.',
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
        description: 'Pages, the best first; none when nothing fits.',
        headers: { Link: { $ref: '#/components/headers/SearchLink' } },
        example: [found],
      },
    },
  },
}
