import { CodeField } from './parts/code-field.ts'
import { keepDrafts } from './parts/draft-keeper.ts'
import { livePreview } from './parts/live-preview.ts'
import { watchOthers } from './parts/others.ts'
import type { EditorForm } from './parts/editor-form.ts'

/**
 * Enhances the editor: CodeMirror instead of the text field, live preview, drafts, and notices of other people's
 * changes.
 */
const form = document.querySelector<HTMLFormElement>('form[data-editor]')
const text = form?.querySelector<HTMLTextAreaElement>('#text')
// In a task of its own: together with loading the modules it would keep a slow phone busy for too long.
if (form && text) setTimeout(() => start(form, text))

function start(form: HTMLFormElement, text: HTMLTextAreaElement): void {
  const nonce = document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce ?? ''
  const save = (): void => form.requestSubmit(form.querySelector<HTMLButtonElement>('.btn.main'))
  const field = new CodeField(text, form.querySelector('.tools'), nonce, save)
  const editor: EditorForm = { form, field, page: form.dataset['page'] ?? '' }
  document.addEventListener('keydown', (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== 's') return
    event.preventDefault()
    save()
  })
  keepDrafts(editor)
  livePreview(editor)
  watchOthers(editor)
}
