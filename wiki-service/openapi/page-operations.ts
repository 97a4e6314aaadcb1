import { onboarding, onboardingEdited } from './examples.ts'
import type { OperationProse } from './operations.ts'

const version = { ETag: { $ref: '#/components/headers/Version' } }
const form = { ETag: { $ref: '#/components/headers/ETag' } }
const notModified = { description: 'The page matches `If-None-Match`.' }
const link = { Link: { $ref: '#/components/headers/Link' } }
const location = { Location: { $ref: '#/components/headers/Location' } }
const id = { description: 'Id of the page.', example: 3 }

const { title, content, tags } = onboarding
const newPage = { user_id: 1, title, content, tags, path: onboarding.path }

/** Like operations.ts, for pages. */
export const pageOperations: Readonly<Record<string, OperationProse>> = {
  createPage: {
    description:
      'Stores a page and its first version. If `path` is omitted, it is derived from the title, with a number if another page has it.',
    requestExamples: {
      page: { summary: 'A page', value: newPage },
      short: { summary: 'Title and content are enough', value: { user_id: 1, title: 'Getting started', content: '' } },
    },
    responses: { 201: { description: 'The page, stored.', headers: { ...version, ...location }, example: onboarding } },
  },
  getPage: {
    description: 'One page, by id; also a plain post, whose title and path are null.',
    parameters: { id },
    responses: {
      200: { description: 'The page; `Accept` chooses its form.', headers: form, example: onboarding },
      304: notModified,
    },
  },
  getPageByPath: {
    description:
      'One page, by path. A former path of the page, or another spelling of its path (case, Unicode form), redirects with 301.',
    parameters: { path: { example: onboarding.path } },
    responses: {
      200: { description: 'The page; `Accept` chooses its form.', headers: form, example: onboarding },
      304: notModified,
      301: {
        description: 'The page has another path.',
        headers: location,
        example: { location: '/pages/by-path/handbook/onboarding' },
      },
    },
  },
  replacePage: {
    description:
      'Gives a page a new title and content and, if given, a new path and new tags. A plain post becomes a page. `If-Match` names the version that the change is based on. A change without effect creates no version.',
    parameters: { id },
    requestExamples: {
      page: { summary: 'The whole page', value: { ...newPage, user_id: 2, summary: 'Say where to start' } },
    },
    responses: { 200: { description: 'The page in its new version.', headers: version, example: onboarding } },
  },
  listRevisions: {
    description: 'The history of a page, newest first, even while the page is in the trash.',
    parameters: { id, limit: { example: 20 }, after: { example: 3 } },
    responses: { 200: { description: 'Versions.', headers: link, example: [onboardingEdited] } },
  },
  getRevision: {
    description: 'A stored version of a page. It never changes.',
    parameters: { id, version: { example: 2 } },
    responses: {
      200: {
        description: 'The version.',
        headers: version,
        example: { ...onboardingEdited, content: onboarding.content, tags: onboarding.tags },
      },
    },
  },
  preview: {
    description:
      'The HTML of a page with this content, with links to missing pages marked. A text that takes too long to render is returned as its source. Nothing is stored.',
    requestExamples: {
      text: { summary: 'A text', value: { content: 'See [[Glossary]].', path: 'handbook/onboarding' } },
    },
    responses: {
      200: {
        description: 'An HTML fragment, not a whole document.',
        example: { html: '<p>See <a href="/wiki/glossary">Glossary</a>.</p>\n' },
      },
    },
  },
  diffPage: {
    description:
      'The differences between two versions by lines and, if time allows, by words within similar lines. A text is its lines joined by line feeds, so a missing line feed at the end appears as a missing empty line.',
    parameters: { id, from: { example: 1 }, to: { example: 2 } },
    responses: {
      200: {
        description: 'The differences.',
        example: {
          from: 1,
          to: 2,
          granularity: 'words',
          hunks: [
            {
              from_line: 1,
              to_line: 1,
              lines: [
                { kind: 'same', text: '# Onboarding' },
                { kind: 'removed', text: 'Ask.' },
                {
                  kind: 'changed',
                  text: 'Your buddy helps you on Thursday.',
                  words: [
                    { kind: 'same', text: 'Your buddy helps you on ' },
                    { kind: 'removed', text: 'Friday' },
                    { kind: 'added', text: 'Thursday' },
                    { kind: 'same', text: '.' },
                  ],
                },
              ],
            },
          ],
        },
      },
    },
  },
  patchPage: {
    description:
      'Changes only the given members, as a JSON merge patch (RFC 7396). Otherwise like `PUT`. `?merge=clean` stores a change of an older version if nobody else has changed the same lines, and answers `merged: true`.',
    parameters: { id },
    requestExamples: { tags: { summary: 'Other tags', value: { user_id: 1, tags: ['people', 'start'] } } },
    responses: { 200: { description: 'The page in its new version.', headers: version, example: onboarding } },
  },
  replacePageAt: {
    description:
      'With `If-None-Match: *` creates the page if there is none at the path (otherwise 412); with `If-Match` replaces the existing page. For tools that synchronize files and pages.',
    parameters: { path: { example: onboarding.path } },
    requestExamples: { page: { summary: 'A page', value: { user_id: 1, title, content, tags } } },
    responses: {
      200: { description: 'The page in its new version.', headers: version, example: onboarding },
      201: { description: 'The page, created.', headers: { ...version, ...location }, example: onboarding },
    },
  },
  deletePage: {
    description:
      'Moves a page to the trash, as a new version. Afterwards, the page and its post are answered 404, and its path is free. Its history remains.',
    parameters: { id },
    requestExamples: { user: { summary: 'Who deletes it', value: { user_id: 1 } } },
    responses: { 200: { description: 'The page as it went to the trash.', headers: version, example: onboarding } },
  },
  restorePage: {
    description:
      'Takes a page out of the trash, or restores the title, content and tags of an earlier version; either creates a new version. The path remains the current one, or the one from before the deletion.',
    parameters: { id },
    requestExamples: { version: { summary: 'Back to version 1', value: { user_id: 1, version: 1 } } },
    responses: { 200: { description: 'The page in its new version.', headers: version, example: onboarding } },
  },
  movePage: {
    description:
      'Moves a page to another path, and with `with_children` all pages below it: all of them, or none. Every former path leads to its page until another page takes it.',
    parameters: { id },
    requestExamples: {
      alone: { summary: 'The page alone', value: { user_id: 1, path: 'people/onboarding' } },
      tree: { summary: 'With the pages below', value: { user_id: 1, path: 'people', with_children: true } },
    },
    responses: { 200: { description: 'The page at its new path.', headers: version, example: onboarding } },
  },
  appendToPage: {
    description:
      'Adds text at the end of a page, or at the end of the section under a heading. Requires no version: concurrent additions are all kept.',
    parameters: { id },
    requestExamples: {
      end: { summary: 'At the end', value: { user_id: 1, content: '- a line more\n' } },
      section: { summary: 'In a section', value: { user_id: 1, content: '- a line more\n', heading: 'Onboarding' } },
    },
    responses: { 200: { description: 'The page in its new version.', headers: version, example: onboarding } },
  },
  listPages: {
    description: 'Pages without their content. Plain posts are excluded.',
    parameters: {
      under: { example: 'handbook' },
      tag: { example: 'people' },
      sort: { example: 'path' },
      limit: { example: 20 },
    },
    responses: { 200: { description: 'Pages.', headers: link, example: [summaryOf(onboarding)] } },
  },
  listTrash: {
    description: 'Pages in the trash, most recently deleted first.',
    parameters: { limit: { example: 20 } },
    responses: {
      200: {
        description: 'Pages in the trash.',
        headers: link,
        example: [
          {
            id: 3,
            path: onboarding.path,
            title,
            version: 3,
            deleted_time: '2026-11-23T04:00:00.000000Z',
            deleted_by: 1,
          },
        ],
      },
    },
  },
  listChanges: {
    description:
      'The log of all changes: newest first, or with `after` forwards from a position (0 is the beginning). It is complete: no change ever appears below a position that was returned.',
    parameters: { after: { example: 0 }, by: { example: 2 }, under: { example: 'handbook' }, limit: { example: 20 } },
    responses: { 200: { description: 'Changes.', headers: link, example: [{ position: 17, ...onboardingEdited }] } },
  },
  listWanted: {
    description: 'Paths that have links but no page; those with the most links first.',
    parameters: { limit: { example: 20 } },
    responses: {
      200: {
        description: 'Wanted pages.',
        headers: link,
        example: [{ path: 'desk-map', title: 'Desk map', links: 4 }],
      },
    },
  },
  listOrphans: {
    description: 'Pages that no other page links to.',
    parameters: { limit: { example: 20 } },
    responses: { 200: { description: 'Pages.', headers: link, example: [summaryOf(onboarding)] } },
  },
  listBacklinks: {
    description: 'Other pages that link to the page, by its path or a former one.',
    parameters: { id, limit: { example: 20 } },
    responses: { 200: { description: 'Pages.', headers: link, example: [summaryOf(onboarding)] } },
  },
}

function summaryOf({ content: _content, links: _links, ...summary }: typeof onboarding): object {
  return summary
}
