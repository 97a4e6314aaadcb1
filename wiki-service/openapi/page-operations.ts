import { onboarding, onboardingEdited } from './examples.ts'
import type { OperationProse } from './operations.ts'

const version = { ETag: { $ref: '#/components/headers/Version' } }
const link = { Link: { $ref: '#/components/headers/Link' } }
const location = { Location: { $ref: '#/components/headers/Location' } }
const id = { description: 'Id of the page.', example: 3 }

const { title, content, tags } = onboarding
const newPage = { user_id: 1, title, content, tags, path: onboarding.path }

/** As operations.ts, for pages. */
export const pageOperations: Readonly<Record<string, OperationProse>> = {
  createPage: {
    description:
      'Stores a page and its first version. Without `path` the page gets one that is made from its title, with a number when another page has it.',
    requestExamples: {
      page: { summary: 'A page', value: newPage },
      short: { summary: 'Title and content are enough', value: { user_id: 1, title: 'Getting started', content: '' } },
    },
    responses: { 201: { description: 'The page, stored.', headers: { ...version, ...location }, example: onboarding } },
  },
  getPage: {
    description: 'One page, by id; a plain post too, whose title and path are null.',
    parameters: { id },
    responses: { 200: { description: 'The page.', headers: version, example: onboarding } },
  },
  getPageByPath: {
    description:
      'One page, by path. A path that the page had before, or another spelling of it (case, Unicode form), is answered 301.',
    parameters: { path: { example: onboarding.path } },
    responses: {
      200: { description: 'The page.', headers: version, example: onboarding },
      301: {
        description: 'The page has another path.',
        headers: location,
        example: { location: '/pages/by-path/handbook/onboarding' },
      },
    },
  },
  replacePage: {
    description:
      'Gives a page a new title and content, and a new path and new tags when they are sent. A plain post becomes a page. `If-Match` names the version that was changed. A change that changes nothing makes no version.',
    parameters: { id },
    requestExamples: {
      page: { summary: 'The whole page', value: { ...newPage, user_id: 2, summary: 'Say where to start' } },
    },
    responses: { 200: { description: 'The page in its new version.', headers: version, example: onboarding } },
  },
  listRevisions: {
    description: 'The history of a page, newest first, also while the page is in the trash.',
    parameters: { id, limit: { example: 20 }, after: { example: 3 } },
    responses: { 200: { description: 'Versions.', headers: link, example: [onboardingEdited] } },
  },
  getRevision: {
    description: 'A version of a page as it was stored. It never changes.',
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
      'The HTML that a page with this content would have, with missing pages marked. A text that takes too long to render is shown as its source. Nothing is stored.',
    requestExamples: {
      text: { summary: 'A text', value: { content: 'See [[Glossary]].', path: 'handbook/onboarding' } },
    },
    responses: {
      200: {
        description: 'The HTML, without a document around it.',
        example: { html: '<p>See <a href="/wiki/glossary">Glossary</a>.</p>\n' },
      },
    },
  },
  diffPage: {
    description:
      'The differences of two versions by lines, and by words within lines that are alike, as far as time allows. A text is its lines joined by line feeds, so a line feed that is missing at the end shows as a missing empty line.',
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
}
