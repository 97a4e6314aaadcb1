import type { FastifyInstance } from 'fastify'
import { html, type Markup } from '../../web/html.ts'
import { rootOf } from '../path-prefix.ts'
import { contentPolicies, sendPage } from './send-page.ts'

/** GET /docs: the API, to read and to try. Everything it loads comes from this service. */
export function apiPageRoute(app: FastifyInstance): void {
  app.get('/docs', { schema }, (request, reply) => sendPage(reply, page(rootOf(request)), contentPolicies.withScript))
}

const schema = {
  operationId: 'apiPage',
  tags: ['service'],
  summary: 'The API to read and to try out',
  response: { 200: { content: { 'text/html': { schema: { type: 'string' } } } } },
}

function page(root: string): Markup {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>API · Nebula Wiki</title>
        <link rel="icon" href="${root}assets/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="${root}assets/swagger-ui.css" />
        <link rel="stylesheet" href="${root}assets/api-page.css" />
        <script src="${root}assets/swagger-ui.js" defer></script>
        <script src="${root}assets/api-page.js" defer></script>
      </head>
      <body>
        <nav>
          <a href="${root}"><img src="${root}assets/icon.svg" alt="" width="24" height="24" />Nebula Wiki</a>
        </nav>
        <main id="api">
          <noscript>
            <p>This page needs JavaScript. The same in a file: <a href="${root}openapi.json">/openapi.json</a>.</p>
          </noscript>
        </main>
      </body>
    </html> `
}
