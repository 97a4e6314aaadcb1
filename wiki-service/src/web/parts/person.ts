import { html, type Markup } from '../html.ts'

export interface Person {
  /** 0 if nobody is known to have written it: the original service stored posts without a user. */
  readonly id: number
  readonly name: string
}

/** A name that links to its owner's changes. Names may be empty. */
export function person({ id, name }: Person, classes = ''): Markup {
  if (id === 0) return html`${shownName('')}`
  return html`<a${classes !== '' && html` class="${classes}"`} href="/wiki/-/users/${id}">${shownName(name)}</a>`
}

export function shownName(name: string): string {
  return name.trim() === '' ? 'Somebody' : name
}
