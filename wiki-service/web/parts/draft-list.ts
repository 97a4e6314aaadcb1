import { allDrafts } from './drafts.ts'
import { moment } from './times.ts'

/** Lists drafts on the home page. */
export function listDrafts(): void {
  const section = document.querySelector('#drafts')?.closest('section')
  const drafts = section ? allDrafts().slice(0, 5) : []
  if (!section || drafts.length === 0) return
  for (const { title, address, time } of drafts) {
    const link = document.createElement('a')
    link.href = address
    link.textContent = title.trim() === '' ? 'Untitled' : title
    const name = document.createElement('p')
    name.append(link)
    const note = document.createElement('p')
    note.className = 'small quiet'
    note.textContent = `Not saved yet, last typed ${moment(new Date(time))}.`
    section.append(name, note)
  }
  section.hidden = false
}
