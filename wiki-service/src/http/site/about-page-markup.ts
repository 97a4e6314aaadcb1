import type { Creations } from '../../database/creation-counters.ts'
import { endpoints } from './endpoints.ts'
import { html, type Markup } from '../../web/html.ts'

export interface AboutPageContent {
  readonly counts: Creations | undefined
  readonly dashboardPath: string | undefined
  /** The address that the visitor used, such as http://localhost:8080, including a prefix that a proxy stripped. */
  readonly origin: string
  /** Prefix of links. */
  readonly root: string
}

export function aboutPage({ counts, dashboardPath, origin, root }: AboutPageContent): Markup {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="description" content="Users and posts over HTTP, on PostgreSQL." />
        <title>About this server · Nebula Wiki</title>
        <link rel="icon" href="${root}assets/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="${root}assets/front-page.css" />
      </head>
      <body>
        <header>
          <img src="${root}assets/icon.svg" alt="" width="64" height="64" />
          <h1>About this server</h1>
          <p>A wiki for people in browsers and for programs. Every acknowledged change is stored in PostgreSQL.</p>
          <nav aria-label="Main">
            <a class="first" href="${root}">The wiki</a>
            <a href="${root}docs">Try the API</a>
            <a href="${root}openapi.json">OpenAPI</a>
            <a href="${root}metrics">Metrics</a>
            <a href="${root}health/ready">Health</a>
            ${dashboardPath === undefined ? undefined : html`<a href="${dashboardPath}">Dashboard</a>`}
          </nav>
        </header>
        <main>
          <dl class="counts" aria-label="Created so far">
            <div>
              <dt>users created</dt>
              <dd>${count(counts?.users)}</dd>
            </div>
            <div>
              <dt>posts created</dt>
              <dd>${count(counts?.posts)}</dd>
            </div>
          </dl>
          <section aria-labelledby="start">
            <h2 id="start">Say hello</h2>
            <pre tabindex="0"><code>curl <b>${origin}/users</b> -d '{"name": "Ada"}' -H 'Content-Type: application/json'
curl <b>${origin}/posts</b> -d '{"user_id": 1, "content": "Hello"}' -H 'Content-Type: application/json'
curl <b>${origin}/posts</b></code></pre>
          </section>
          <section aria-labelledby="routes">
            <h2 id="routes">Routes</h2>
            <table>
              <tbody>
                ${Object.entries(endpoints).map(([route, meaning]) => row(route, meaning, root))}
              </tbody>
            </table>
          </section>
        </main>
      </body>
    </html> `
}

function row(route: string, meaning: string, root: string): Markup {
  const [method = '', path = ''] = route.split(' ')
  const isPage = method === 'GET' && !path.includes('{')
  const name = isPage ? html`<a href="${root}${path.slice(1)}">${path}</a>` : html`${path}`
  return html`
    <tr>
      <td><code class="${method.toLowerCase()}">${method}</code></td>
      <td><code>${name}</code></td>
      <td>${meaning}</td>
    </tr>
  `
}

/** A dash if the database did not answer. */
function count(value: number | undefined): Markup {
  return value === undefined
    ? html`<span title="The database does not answer right now">${'\u2013'}</span>`
    : html`${value.toLocaleString('en-US')}`
}
