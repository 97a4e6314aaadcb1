import { addNotice, type EditorForm, valueOf } from './editor-form.ts'
import { siteRoot } from './site-root.ts'

const periodMs = 5_000

interface Revision {
  readonly version: number
  readonly user_id: number
}

/**
 * Shows a notice when somebody else saves the page being edited. The text stays unchanged: it is merged when it is
 * saved.
 */
export function watchOthers(editor: EditorForm): void {
  const base = Number(valueOf(editor, 'base'))
  if (!/^[1-9]\d*$/.test(editor.page) || !(base > 0)) return
  let known = base
  let notice: HTMLElement | undefined
  const look = async (): Promise<void> => {
    try {
      const [latest] = await get<Revision[]>(`pages/${editor.page}/revisions?limit=1`)
      if (latest && latest.version > known) {
        known = latest.version
        const { name } = await get<{ name: string }>(`users/${latest.user_id}`)
        notice?.remove()
        notice = tell(editor, name.trim() || 'Somebody', base, known)
      }
    } catch {
      // Try again next time.
    }
    setTimeout(() => void look(), periodMs)
  }
  setTimeout(() => void look(), periodMs)
}

function tell(editor: EditorForm, name: string, base: number, version: number): HTMLElement {
  const link = document.createElement('a')
  link.href = `${editor.form.action.replace(/\/[a-z]+$/, '/diff')}?from=${base}&to=${version}`
  link.target = '_blank'
  link.textContent = `See what ${name} changed`
  const words = `${name} saved version ${version} while you edit version ${base}. Keep writing: when you save, both are merged, and you choose where they disagree.`
  return addNotice(editor, 'warn', words, link)
}

async function get<Value>(path: string): Promise<Value> {
  const answer = await fetch(siteRoot + path, { headers: { accept: 'application/json' }, cache: 'no-store' })
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`)
  return (await answer.json()) as Value
}
