import { html, type Markup } from '../html.ts'

export interface Heading {
  readonly level: number
  readonly id: string
  readonly text: string
}

/** The headings of two levels, shown beside the text; undefined if there is nothing to choose from. */
export function contents(headings: readonly Heading[]): Markup | undefined {
  const shown = headings.filter(({ text }) => text !== '')
  const top = Math.min(...shown.map(({ level }) => level))
  const items = groups(
    shown.filter(({ level }) => level <= top + 1),
    top,
  )
  if (items.length + (items[0]?.below.length ?? 0) < 2) return undefined
  return html`<nav class="toc side" aria-label="On this page">
    <details>
      <summary>On this page</summary>
      <ol>
        ${items.map(
          ({ heading, below }) =>
            html`<li>
              ${link(heading)}${
                below.length > 0 &&
                html`<ol>
                  ${below.map((one) => html`<li>${link(one)}</li>`)}
                </ol>`
              }
            </li>`,
        )}
      </ol>
    </details>
  </nav>`
}

interface Group {
  readonly heading: Heading
  readonly below: Heading[]
}

function groups(headings: readonly Heading[], top: number): Group[] {
  const made: Group[] = []
  for (const heading of headings) {
    const last = made.at(-1)
    if (heading.level > top && last) last.below.push(heading)
    else made.push({ heading, below: [] })
  }
  return made
}

function link({ id, text }: Heading): Markup {
  return html`<a href="#${encodeURIComponent(id)}">${text}</a>`
}
