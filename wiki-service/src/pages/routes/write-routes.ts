import type { Answer } from '../../http/answer.ts'
import type { ProblemRequest, ProblemRoutes } from '../../http/problem-routes.ts'
import { invalid, Problem, problem } from '../../http/problems.ts'
import { writeAnswer } from '../answers.ts'
import type { FieldReader } from '../fields.ts'
import { pathFromTitle, readPath } from '../path.ts'
import { readId, readWrite, tooLarge, type WriteInput } from '../request.ts'
import { isTooLarge } from '../schema.ts'
import type { PageChange } from '../settle.ts'
import type { PageStore } from '../store.ts'
import { createPage, patchPage, replacePage, replacePageAt } from './schemas.ts'

/** Routes that store the fields of a page. */
export function writeRoutes(routes: ProblemRoutes, pages: PageStore): void {
  routes.add('POST', '/pages', createPage, async (request) => {
    const { fields, author } = readWrite(request, wholePage)
    const path = fields.path ?? pathFromTitle(fields.title)
    if (path === undefined) return pathNeeded
    const page = { ...fields, path, isPathNumbered: fields.path === undefined }
    return writeAnswer(await pages.create(page, author, request.deadline))
  })

  routes.add('PUT', '/pages/:id', replacePage, async (request) => {
    const id = readId(request)
    return edit(request, readWrite(request, wholeChange), (...call) => pages.edit(id, ...call))
  })

  routes.add('PATCH', '/pages/:id', patchPage, async (request) => {
    const id = readId(request)
    return edit(request, readWrite(request, partOfPage), (...call) => pages.edit(id, ...call))
  })

  routes.add('PUT', '/pages/by-path/*', replacePageAt, async (request) => {
    const path = readTargetPath(request)
    if (request.headers['if-none-match'] === undefined)
      return edit(request, readWrite(request, wholeChange), (...call) => pages.editAt(path, ...call))
    if (request.headers['if-none-match'] !== '*') return onlyAny
    const { fields, author } = readWrite(request, wholePage)
    if (fields.path !== undefined && fields.path !== path) return otherPath
    return writeAnswer(await pages.createAt({ ...fields, path, isPathNumbered: false }, author, request.deadline))
  })
}

type Edit = (
  change: PageChange,
  conditions: Parameters<PageStore['edit']>[2],
  author: Parameters<PageStore['edit']>[3],
  deadline: number,
) => ReturnType<PageStore['edit']>

async function edit(
  request: ProblemRequest,
  { fields, author, ifMatch }: WriteInput<PageChange>,
  store: Edit,
): Promise<Answer> {
  if (ifMatch === undefined) return preconditionRequired
  const isMerged = request.query['merge'] === 'clean'
  return writeAnswer(await store(fields, { ifMatch, isMerged }, author, request.deadline))
}

function wholePage(fields: FieldReader) {
  const { title = '', content = '', path, tags = [] } = wholeChange(fields)
  return { title, content, path, tags }
}

function wholeChange(fields: FieldReader) {
  return {
    title: fields.require('title', fields.title()),
    content: limited(fields.require('content', fields.text('content'))),
    path: fields.path(),
    tags: fields.tags(),
  }
}

/** RFC 7396: null removes a member, and only tags can be removed. */
function partOfPage(fields: FieldReader): PageChange {
  for (const member of ['title', 'content', 'path'])
    if (fields.isNull(member)) fields.fault(member, 'A page cannot be without this member.')
  return {
    title: fields.title(),
    content: limited(fields.text('content')),
    path: fields.path(),
    tags: fields.isNull('tags') ? [] : fields.tags(),
  }
}

/** @throws Problem */
function limited(content: string | undefined): string | undefined {
  if (content !== undefined && isTooLarge(content)) throw new Problem(tooLarge('content'))
  return content
}

/** @throws Problem */
function readTargetPath({ params }: ProblemRequest): string {
  const outcome = readPath(params['*'] ?? '')
  if (outcome.kind === 'path') return outcome.path
  const { reason, limit } = outcome
  throw new Problem(invalid([{ member: 'path', detail: reason, ...(limit !== undefined && { limit }) }]))
}

const pathNeeded = invalid([{ member: 'path', detail: 'A title without letters or digits needs a path.' }])
const otherPath = invalid([{ member: 'path', detail: 'This is not the path in the URL.' }])

const preconditionRequired = problem(
  'precondition-required',
  'Send If-Match with the ETag of the version that you have changed.',
)
const onlyAny = problem('malformed-header', 'If-None-Match supports only *.', { header: 'If-None-Match' })
