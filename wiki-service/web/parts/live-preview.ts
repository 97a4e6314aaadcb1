import { type EditorForm, valueOf } from './editor-form.ts'
import { siteRoot } from './site-root.ts'

const afterLastKeyMs = 400

/** Shows the preview a moment after typing; the server renders it, like the page. */
export function livePreview(editor: EditorForm): void {
  const preview = editor.form.querySelector<HTMLElement>('.pane .prose')
  if (!preview) return
  let timer: ReturnType<typeof setTimeout> | undefined
  let asked = 0
  const refresh = async (): Promise<void> => {
    const mine = (asked += 1)
    try {
      const answer = await fetch(`${siteRoot}preview`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body: JSON.stringify({
          content: editor.field.text,
          ...(valueOf(editor, 'path') !== '' && { path: valueOf(editor, 'path') }),
        }),
      })
      if (!answer.ok || mine !== asked) return
      const { html } = (await answer.json()) as { html: string }
      // The renderer's output is safe by an allow-list, here as in the page.
      preview.innerHTML = html
    } catch {
      // Keep the last preview.
    }
  }
  editor.field.onChange(() => {
    clearTimeout(timer)
    timer = setTimeout(() => void refresh(), afterLastKeyMs)
  })
  editor.form.querySelector('button[formaction$="/preview"]')?.addEventListener('click', (event) => {
    event.preventDefault()
    void refresh()
  })
}
