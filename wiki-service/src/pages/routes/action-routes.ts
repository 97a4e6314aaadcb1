import type { ProblemRoutes } from '../../http/problem-routes.ts'
import { Problem } from '../../http/problems.ts'
import { writeAnswer } from '../answers.ts'
import { readId, readWrite, tooLarge } from '../request.ts'
import { isTooLarge } from '../schema.ts'
import type { PageStore } from '../store.ts'
import { appendToPage, deletePage, movePage, restorePage } from './schemas.ts'

/** Routes that act on a page. They honour `If-Match` if it is sent. */
export function actionRoutes(routes: ProblemRoutes, pages: PageStore): void {
  routes.add('DELETE', '/pages/:id', deletePage, async (request) => {
    const id = readId(request)
    const { author, ifMatch } = readWrite(request, () => undefined)
    return writeAnswer(await pages.delete(id, ifMatch, author, request.deadline))
  })

  routes.add('POST', '/pages/:id/restore', restorePage, async (request) => {
    const id = readId(request)
    const { fields, author, ifMatch } = readWrite(request, (body) => ({
      version: body.id('version'),
      path: body.path(),
    }))
    return writeAnswer(await pages.restore(id, fields, ifMatch, author, request.deadline))
  })

  routes.add('POST', '/pages/:id/move', movePage, async (request) => {
    const id = readId(request)
    const { fields, author, ifMatch } = readWrite(request, (body) => ({
      path: body.require('path', body.path()) ?? '',
      withChildren: body.boolean('with_children') ?? false,
    }))
    return writeAnswer(await pages.move(id, fields, ifMatch, author, request.deadline))
  })

  routes.add('POST', '/pages/:id/append', appendToPage, async (request) => {
    const id = readId(request)
    const { fields, author } = readWrite(request, (body) => ({
      content: body.require('content', body.text('content')) ?? '',
      heading: body.text('heading'),
    }))
    if (isTooLarge(fields.content)) throw new Problem(tooLarge('content'))
    return writeAnswer(await pages.append(id, fields, author, request.deadline))
  })
}
