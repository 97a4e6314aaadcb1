import { html } from '../html.ts'
import type { Page } from '../parts/frame.ts'

/** A wiki without pages. @param origin that the visitor used, such as http://localhost:8080 */
export function emptyView(origin: string): Page {
  const main = html`<main id="main"><div class="wrap">
    <header class="head"><h1>This wiki is empty. Write the first page.</h1>
      <p>Two ways in, for a person and for a program. Both end in the same pages, with the same history.</p></header>
    <section class="card stack" aria-labelledby="person">
      <h2 class="serif" id="person">For a person</h2>
      <form class="stack" method="get" action="/wiki/-/new">
        <p class="field"><label for="first">Title of your first page</label><input type="text" id="first" name="title" value="How we work" required maxlength="200"></p>
        <p class="row"><button class="btn main" type="submit">Write it</button></p>
      </form>
      <ul class="steps">
        <li>Link with <code>[[Double brackets]]</code>, also to pages nobody has written yet.</li>
        <li>A slash in the path makes a tree: <code>handbook/onboarding</code>.</li>
      </ul>
    </section>
    <section class="card stack" aria-labelledby="program">
      <h2 class="serif" id="program">For a program</h2>
      <pre tabindex="0"><code>curl ${origin}/users --json '{"name": "Ada"}'
curl ${origin}/pages/by-path/handbook/how-we-work \\
-X PUT -H 'If-None-Match: *' \\
--json '{"user_id": 1, "title": "How we work", "content": "# Hello"}'</code></pre>
      <p class="small quiet">The answer names the version. Send it back as <code>If-Match</code> with the next change and nobody overwrites anybody. All routes are on the <a class="plain" href="/docs">API page</a>.</p>
    </section>
    </div></main>`
  return { main, isMore: true, hasSearch: false }
}
