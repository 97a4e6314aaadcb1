import { dropDraft, type Draft, draftKey, keepDraft, loadDraft } from './drafts.ts'
import { addNotice, type EditorForm, setValue, valueOf } from './editor-form.ts'
import { clock, moment } from './times.ts'

const afterLastKeyMs = 2_000
const longestMs = 10_000

/** Keeps typed text in this browser, by the version that it is based on, until it is saved. */
export function keepDrafts(editor: EditorForm): void {
  const { form, field, page } = editor
  const key = draftKey(page, valueOf(editor, 'base'), location.pathname)
  const loaded = stateOf(editor)
  const failed = form.querySelector('.note.bad') !== null
  restore(editor, key, failed)

  const status = form.querySelector('[data-draft]')
  let timer: ReturnType<typeof setTimeout> | undefined
  let waitingSince = 0
  let isSaving = false
  const keep = (): void => {
    timer = undefined
    if (isSaving || stateOf(editor) === loaded) return
    const isKept = keepDraft(key, draftOf(editor))
    if (status) status.textContent = isKept ? `Draft kept ${clock(new Date())}` : 'This browser keeps no drafts'
  }
  const typed = (): void => {
    const now = Date.now()
    if (timer === undefined) waitingSince = now
    else clearTimeout(timer)
    timer = setTimeout(keep, Math.max(0, Math.min(afterLastKeyMs, waitingSince + longestMs - now)))
  }
  form.addEventListener('input', typed)
  field.onChange(typed)
  addEventListener('pagehide', keep)
  form.addEventListener('submit', (event) => {
    keep()
    const submitter = event.submitter as HTMLButtonElement | null
    if (submitter?.formAction.endsWith('/preview')) return
    isSaving = true
    // The following page tells whether it was saved; see forgetSaved.
    sessionStorage.setItem('saving', key)
    if (submitter) {
      submitter.setAttribute('aria-busy', 'true')
      submitter.textContent = 'Saving\u2026'
      // Not before the form has been read.
      setTimeout(() => (submitter.disabled = true))
    }
  })
  // Back from the next page: enables the button again.
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) location.reload()
  })
}

function restore(editor: EditorForm, key: string, isTyped: boolean): void {
  const draft = loadDraft(key)
  if (draft === undefined || isTyped || draft.text + draft.title === stateOf(editor)) return
  editor.field.text = draft.text
  for (const name of ['title', 'path', 'summary'] as const) setValue(editor, name, draft[name])
  const discard = document.createElement('button')
  discard.type = 'button'
  discard.className = 'btn bare'
  discard.textContent = 'Discard draft'
  discard.addEventListener('click', () => {
    dropDraft(key)
    location.reload()
  })
  addNotice(editor, 'plain', `Your unsaved draft of ${moment(new Date(draft.time))} is back.`, discard)
}

function draftOf(editor: EditorForm): Draft {
  return {
    page: editor.page,
    base: valueOf(editor, 'base'),
    title: valueOf(editor, 'title'),
    path: valueOf(editor, 'path'),
    summary: valueOf(editor, 'summary'),
    text: editor.field.text,
    address: location.pathname.replace(/\/(?:preview|merge)$/, '/edit') + location.search,
    time: Date.now(),
  }
}

function stateOf(editor: EditorForm): string {
  return editor.field.text + valueOf(editor, 'title')
}
