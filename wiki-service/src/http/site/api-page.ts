import type { FastifyInstance } from 'fastify'
import { html } from './html.ts'
import { contentPolicies, sendPage } from './send-page.ts'

/** GET /docs: the API to read and to try out. Everything it loads comes from this service. */
export function apiPageRoute(app: FastifyInstance): void {
  app.get('/docs', { schema }, (_request, reply) => sendPage(reply, page, contentPolicies.withScript))
}

const schema = {
  operationId: 'apiPage',
  tags: ['service'],
  summary: 'The API to read and to try out',
  response: { 200: { content: { 'text/html': { schema: { type: 'string' } } } } },
}

const page = html`<!doctype html>
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>API · Nebula Wiki</title>
      <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
      <link rel="stylesheet" href="/assets/swagger-ui.css" />
      <link rel="stylesheet" href="/assets/api-page.css" />
      <script src="/assets/swagger-ui.js" defer></script>
      <script src="/assets/api-page.js" defer></script>
    </head>
    <body>
      <nav>
        <a href="/"><img src="/assets/icon.svg" alt="" width="24" height="24" />Nebula Wiki</a>
      </nav>
      <main id="api">
        <noscript>
          <p>This page needs JavaScript. The same in a file: <a href="/openapi.json">/openapi.json</a>.</p>
        </noscript>
      </main>
    </body>
  </html> `
