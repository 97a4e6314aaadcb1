import { dropDraft } from './drafts.ts'

/** On the page after a save: removes the draft. */
export function forgetSaved(): void {
  let key: string | null = null
  try {
    key = sessionStorage.getItem('saving')
    sessionStorage.removeItem('saving')
  } catch {
    return
  }
  if (key !== null && document.querySelector('article.prose') && !document.querySelector('form[data-editor]'))
    dropDraft(key)
}
