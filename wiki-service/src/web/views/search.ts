import { html, type Markup } from '../html.ts'
import { pageHref, placeOf, segmentTitle } from '../parts/addresses.ts'
import type { Page } from '../parts/frame.ts'
import { icon } from '../parts/icons.ts'
import { person, type Person, shownName } from '../parts/person.ts'
import { time } from '../parts/time.ts'
import type { Tree } from '../parts/tree.ts'

export interface SearchView {
  readonly query: string
  readonly filters: SearchFilters
  readonly hits: readonly Hit[]
  /** The query that was used instead, because nothing matches the original one. */
  readonly corrected?: string | undefined
  /** The address of further results. */
  readonly more?: string | undefined
  /** To filter by. */
  readonly folders: readonly string[]
  readonly people: readonly Person[]
  readonly tree: Tree
  readonly now: Date
}

interface SearchFilters {
  readonly under: string
  readonly by: string
  readonly tag: string
}

export interface Hit {
  readonly path: string
  readonly title: readonly Excerpt[]
  readonly text: readonly Excerpt[]
  readonly updatedTime: string
  readonly updatedBy: Person
}

/** A piece of text; matches are marked. */
interface Excerpt {
  readonly text: string
  readonly isFound: boolean
}

/** The results, or what to do if there are none. */
export function searchView(view: SearchView): Page {
  const { query, hits, tree } = view
  const main =
    query === '' && view.filters.tag === '' ? invitation() : hits.length === 0 ? nothing(view) : results(view)
  return { title: query === '' ? 'Search' : `Search: ${query}`, main, tree, isMore: true, query }
}

function invitation(): Markup {
  return html`<main id="main"><div class="wrap stack">
    <header class="head"><h1>Search</h1><p>Every page whose title or text contains these words, including parts of words and small typing errors.</p></header>
    <form class="row" action="/search" method="get" role="search" aria-label="All pages"><label class="vh" for="words">Words</label><input type="search" id="words" name="q" required autofocus maxlength="200"><button class="btn main" type="submit">${icon('search')}Search</button></form>
    ${hint}
    </div></main>`
}

function results(view: SearchView): Markup {
  const { query, hits, corrected, more, now } = view
  const count = `${hits.length}${more === undefined ? '' : ' or more'} ${hits.length === 1 ? 'result' : 'results'}`
  const what =
    query === '' ? html`tagged &ldquo;${view.filters.tag}&rdquo;` : html`for &ldquo;${corrected ?? query}&rdquo;`
  return html`<main id="main"><div class="wrap">
    <header class="head"><h1>${count} ${what}</h1>
      ${corrected !== undefined && html`<p>Nothing contains &ldquo;${query}&rdquo;, so these are for <b>${corrected}</b>.</p>`}</header>
    ${filterForm(view)}
    <ol class="hits">
    ${hits.map((hit, index) => {
      const place = placeOf(hit.path)
      return html`<li id="r${index + 1}"><h2><a href="${pageHref(hit.path)}">${excerpts(hit.title)}</a></h2><p>${excerpts(hit.text)}</p><p class="small quiet">${place !== undefined && `${place} \u00B7 `}${person(hit.updatedBy, 'plain')}, ${time(hit.updatedTime, 'date', now)}</p></li>`
    })}
    </ol>
    ${more !== undefined && html`<p class="after"><a href="${more}">Further results</a></p>`}
    </div></main>`
}

function nothing(view: SearchView): Markup {
  const { query, filters } = view
  const isFiltered = filters.under !== '' || filters.by !== '' || filters.tag !== ''
  return html`<main id="main"><div class="wrap stack">
    <header class="head"><h1>Nothing about &ldquo;${query === '' ? filters.tag : query}&rdquo;</h1>
      <p>${isFiltered ? 'No page that matches the filters contains these words.' : 'No page has these words in its title or text, and nothing is spelled like them.'}</p></header>
    ${filterForm(view)}
    <p class="row">${query !== '' && html`<a class="btn main" href="/wiki/-/new?title=${encodeURIComponent(query)}">${icon('plus')}Create &ldquo;${query}&rdquo;</a> `}<a class="btn" href="/wiki/-/pages">Look through all pages</a></p>
    ${hint}
    </div></main>`
}

const hint = html`<p class="quiet">Fewer words find more. Quotes find an exact phrase, a minus leaves a word out.</p>`

function filterForm({ query, filters, folders, people }: SearchView): Markup {
  return html`<form class="filters" action="/search" method="get" aria-label="Filter results">
    <input type="hidden" name="q" value="${query}">${filters.tag !== '' && html`<input type="hidden" name="tag" value="${filters.tag}">`}
    <p class="field"><label for="under">In</label><select id="under" name="under">${option('', 'Everywhere', filters.under)}${withChosen(folders, filters.under).map((folder) => option(folder, segmentTitle(folder), filters.under))}</select></p>
    <p class="field"><label for="by">Edited by</label><select id="by" name="by">${option('', 'Anyone', filters.by)}${people.map(({ id, name }) => option(String(id), shownName(name), filters.by))}</select></p>
    <button class="btn" type="submit">Apply</button>
  </form>`
}

function option(value: string, label: string, chosen: string): Markup {
  return html`<option value="${value}"${value === chosen && html` selected`}>${label}</option>`
}

function withChosen(folders: readonly string[], chosen: string): readonly string[] {
  return chosen === '' || folders.includes(chosen) ? folders : [...folders, chosen]
}

function excerpts(pieces: readonly Excerpt[]): Markup {
  return html`${pieces.map(({ text, isFound }) => (isFound ? html`<mark>${text}</mark>` : html`${text}`))}`
}
