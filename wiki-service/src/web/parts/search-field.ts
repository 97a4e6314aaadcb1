import { html, type Markup } from '../html.ts'
import { icon } from './icons.ts'

export function searchField(query = ''): Markup {
  return html`<form class="find" role="search" action="/search" method="get">
    <button type="submit" aria-label="Search">${icon('search')}</button>
    <label class="vh" for="q">Search</label>
    <input
      type="search"
      id="q"
      name="q"
      ${query !== '' && html` value="${query}"`}
      placeholder="Search pages"
      autocomplete="off"
      maxlength="200"
    />
    <kbd aria-hidden="true">/</kbd>
  </form>`
}
