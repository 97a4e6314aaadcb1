import { pathToFileURL } from 'node:url'
import type { FastifyInstance } from 'fastify'
import { packageDirectory, resolvePackageFile } from '../../package-directory.ts'
import type { Assets } from '../../web/assets.ts'
import { detail, send } from '../answer.ts'
import { SiteFile } from './site-file.ts'

/** GET /openapi.json, and the style sheets, scripts and pictures of the pages under /assets. */
export function siteFileRoutes(app: FastifyInstance, built: Assets): void {
  const description = new SiteFile(ofPackage('openapi.json'), 'application/json')
  app.get('/openapi.json', { schema: openApi }, (request, reply) => description.send(request, reply))

  const files = new Map([
    ['front-page.css', new SiteFile(ofPackage('public/front-page.css'), css)],
    ['icon.svg', new SiteFile(ofPackage('public/icon.svg'), 'image/svg+xml')],
    ['api-page.css', new SiteFile(ofPackage('public/api-page.css'), css)],
    ['api-page.js', new SiteFile(ofPackage('public/api-page.js'), script)],
    ['swagger-ui.css', new SiteFile(ofSwaggerUi('swagger-ui.css'), css)],
    ['swagger-ui.js', new SiteFile(ofSwaggerUi('swagger-ui-bundle.js'), script)],
  ])
  app.get<{ Params: { name: string } }>('/assets/:name', async (request, reply) => {
    const { name } = request.params
    if (built.has(name)) return built.send(name, request, reply)
    const file = files.get(name)
    return file ? file.send(request, reply) : send(reply, detail(404, 'Not Found'))
  })
}

const css = 'text/css; charset=utf-8'
const script = 'text/javascript; charset=utf-8'

const openApi = {
  operationId: 'openApi',
  tags: ['service'],
  summary: 'This description of the API',
  response: {
    200: { type: 'object', properties: { openapi: { type: 'string' }, info: { type: 'object' } } },
    304: { type: 'null' },
  },
}

function ofPackage(path: string): () => URL {
  return () => new URL(path, packageDirectory)
}

function ofSwaggerUi(path: string): () => URL {
  return () => pathToFileURL(resolvePackageFile(`swagger-ui-dist/${path}`))
}
