import type { ProblemRoutes } from '../../http/problem-routes.ts'
import { invalid, problem } from '../../http/problems.ts'
import { writeAnswer } from '../answers.ts'
import type { FieldReader } from '../fields.ts'
import { pathFromTitle } from '../path.ts'
import { isTooLarge, readId, readWrite, tooLarge } from '../request.ts'
import type { PageChange } from '../settle.ts'
import type { PageStore } from '../store.ts'
import { createPage, replacePage } from './schemas.ts'

export function writeRoutes(routes: ProblemRoutes, pages: PageStore): void {
  routes.add('POST', '/pages', createPage, async (request) => {
    const { fields, author } = readWrite(request, wholePage)
    const { title = '', content = '', tags = [] } = fields
    if (isTooLarge(content)) return tooLarge('content')
    const path = fields.path ?? pathFromTitle(title)
    if (path === undefined) return pathNeeded
    const page = { title, path, content, tags, isPathNumbered: fields.path === undefined }
    return writeAnswer(await pages.create(page, author, request.deadline))
  })

  routes.add('PUT', '/pages/:id', replacePage, async (request) => {
    const id = readId(request)
    const { fields, author, ifMatch } = readWrite(request, wholePage)
    if (fields.content !== undefined && isTooLarge(fields.content)) return tooLarge('content')
    if (ifMatch === undefined) return preconditionRequired
    const isMerged = request.query['merge'] === 'clean'
    return writeAnswer(await pages.edit(id, fields, { ifMatch, isMerged }, author, request.deadline))
  })
}

function wholePage(fields: FieldReader): PageChange {
  return {
    title: fields.require('title', fields.title()),
    content: fields.require('content', fields.content()),
    path: fields.path(),
    tags: fields.tags(),
  }
}

const pathNeeded = invalid([{ member: 'path', detail: 'A title without letters or digits needs a path.' }])

const preconditionRequired = problem(
  'precondition-required',
  'Send If-Match with the ETag of the version that you have changed.',
)
