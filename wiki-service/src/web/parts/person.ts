import { html, type Markup } from '../html.ts'

export interface Person {
  readonly id: number
  readonly name: string
}

/** A name that links to its owner's changes. Names may be empty. */
export function person({ id, name }: Person, classes = ''): Markup {
  return html`<a${classes !== '' && html` class="${classes}"`} href="/wiki/-/users/${id}">${shownName(name)}</a>`
}

export function shownName(name: string): string {
  return name.trim() === '' ? 'Somebody' : name
}
