import { html, type Markup } from '../html.ts'
import { icon } from './icons.ts'

/** Attributes of a field that has an error. @param id of the error's text */
export function invalid(id: string, error: string | undefined): Markup | false {
  return error !== undefined && html` aria-invalid="true" aria-describedby="${id}"`
}

/** The text of an error, below its field. */
export function errorText(id: string, error: string | undefined, { hasIcon = false } = {}): Markup | false {
  return error !== undefined && html`<span class="error" id="${id}">${hasIcon && html`${icon('warn')} `}${error}</span>`
}
