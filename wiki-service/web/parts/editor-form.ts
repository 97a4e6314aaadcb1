import type { CodeField } from './code-field.ts'

export interface EditorForm {
  readonly form: HTMLFormElement
  readonly field: CodeField
  /** Id of the page; '' for a new one. */
  readonly page: string
}

export function valueOf({ form }: EditorForm, name: string): string {
  const field = form.elements.namedItem(name)
  return field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement ? field.value : ''
}

export function setValue({ form }: EditorForm, name: string, value: string): void {
  const field = form.elements.namedItem(name)
  if (field instanceof HTMLInputElement) field.value = value
}

/** Shows a notice above the text. */
export function addNotice(
  { form }: EditorForm,
  kind: 'plain' | 'warn',
  words: string,
  action: HTMLElement,
): HTMLElement {
  const notice = document.createElement('div')
  notice.className = kind === 'warn' ? 'note warn' : 'note'
  notice.setAttribute('role', 'status')
  const text = document.createElement('p')
  text.textContent = words
  notice.append(text, action)
  form.querySelector('[data-notices]')?.append(notice)
  return notice
}
