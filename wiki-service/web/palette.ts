import { allDrafts } from './parts/drafts.ts'
import { pagesRead } from './parts/pages-read.ts'
import { pageAddress, pagePath, siteRoot } from './parts/site-root.ts'
import { clock } from './parts/times.ts'

interface Option {
  readonly icon: 'page' | 'edit' | 'search' | 'plus'
  readonly label: string
  readonly place: string
  readonly address: string
  /** The target of Ctrl+Enter. */
  readonly editAddress?: string
}

interface Found {
  readonly path: string
  readonly title: string
}

const dialog = document.createElement('dialog')
const form = document.createElement('form')
const input = document.createElement('input')
const list = document.createElement('ul')
let options: readonly Option[] = []
let chosen = 0
let asked = 0

/** The quick switcher: type a part of a title, choose with the arrow keys, open with Enter. */
export function open(): void {
  if (!dialog.isConnected) build()
  if (dialog.open) return
  input.value = ''
  dialog.showModal()
  void update()
}

function build(): void {
  dialog.className = 'palette'
  dialog.setAttribute('aria-label', 'Go to a page')
  form.className = 'find'
  form.setAttribute('role', 'search')
  form.setAttribute('aria-label', 'Go to a page')
  form.action = `${siteRoot}search`
  input.type = 'text'
  input.name = 'q'
  input.autocomplete = 'off'
  for (const [name, value] of Object.entries({
    role: 'combobox',
    'aria-label': 'Page or action',
    'aria-expanded': 'true',
    'aria-controls': 'options',
    'aria-autocomplete': 'list',
  }))
    input.setAttribute(name, value)
  const escape = element('kbd', 'Esc')
  escape.setAttribute('aria-hidden', 'true')
  const search = document.createElement('button')
  search.tabIndex = -1
  search.setAttribute('aria-label', 'Search')
  search.append(icon('search'))
  form.append(search, input, escape)
  list.id = 'options'
  list.setAttribute('role', 'listbox')
  list.setAttribute('aria-label', 'Pages and actions')
  const hint = element('p', '')
  hint.className = 'row small quiet'
  hint.append(keyHint(['\u2191', '\u2193'], 'choose'), keyHint(['Enter'], 'opens'), keyHint(['Ctrl Enter'], 'edits'))
  dialog.append(form, list, hint)
  document.body.append(dialog)
  input.addEventListener('input', () => void update())
  dialog.addEventListener('keydown', press)
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    go(false)
  })
  list.addEventListener('click', ({ target, ctrlKey, metaKey }) => {
    const index = [...list.children].findIndex((option) => option.contains(target as Node))
    if (index === -1) return
    chosen = index
    go(ctrlKey || metaKey)
  })
  dialog.addEventListener('click', ({ target }) => {
    if (target === dialog) dialog.close()
  })
}

function press(event: KeyboardEvent): void {
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    event.preventDefault()
    chosen = (chosen + (event.key === 'ArrowDown' ? 1 : options.length - 1)) % Math.max(1, options.length)
    mark()
  } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
    event.preventDefault()
    go(true)
  }
}

function go(isEdited: boolean): void {
  const option = options[chosen]
  if (option) location.assign((isEdited ? option.editAddress : undefined) ?? option.address)
}

async function update(): Promise<void> {
  const query = input.value.trim()
  const mine = (asked += 1)
  if (query === '')
    return show(
      [
        ...drafts(''),
        ...pagesRead()
          .filter(({ path }) => path !== pagePath)
          .map(pageOption),
      ],
      '',
    )
  show([...drafts(query), ...actions(query)], query)
  try {
    const answer = await fetch(`${siteRoot}search?in=titles&limit=7&q=${encodeURIComponent(query)}`, {
      headers: { accept: 'application/json' },
    })
    const found = answer.ok ? ((await answer.json()) as Found[]) : []
    if (mine === asked) show([...found.map(pageOption), ...drafts(query), ...actions(query)], query)
  } catch {
    // Keep what is shown.
  }
}

function pageOption({ path, title }: Found): Option {
  const address = pageAddress(path)
  const place = path.split('/').slice(0, -1).join(' / ')
  return { icon: 'page', label: title, place, address, editAddress: `${address}/-/edit` }
}

function drafts(query: string): Option[] {
  return allDrafts()
    .filter(({ title }) => title.toLowerCase().includes(query.toLowerCase()))
    .slice(0, 3)
    .map(({ title, address, time }) => ({
      icon: 'edit',
      label: `Edit ${title}`,
      place: `your draft, ${clock(new Date(time))}`,
      address,
    }))
}

function actions(query: string): Option[] {
  const asked = encodeURIComponent(query)
  return [
    {
      icon: 'search',
      label: `Search all text for \u201C${query}\u201D`,
      place: '',
      address: `${siteRoot}search?q=${asked}`,
    },
    {
      icon: 'plus',
      label: `Create page \u201C${query}\u201D`,
      place: '',
      address: `${siteRoot}wiki/-/new?title=${asked}`,
    },
  ]
}

function show(shown: readonly Option[], query: string): void {
  options = shown
  chosen = 0
  list.replaceChildren(
    ...shown.map((option, index) => {
      const item = element('li', '')
      item.id = `o${index + 1}`
      item.setAttribute('role', 'option')
      const label = element('span', '')
      label.append(...marked(option.label, query))
      const place = element('span', option.place)
      place.className = 'small quiet'
      item.append(icon(option.icon), label, place)
      return item
    }),
  )
  mark()
}

function mark(): void {
  for (const [index, item] of [...list.children].entries()) {
    item.setAttribute('aria-selected', String(index === chosen))
    if (index === chosen) item.scrollIntoView({ block: 'nearest' })
  }
  if (options.length > 0) input.setAttribute('aria-activedescendant', `o${chosen + 1}`)
  else input.removeAttribute('aria-activedescendant')
}

function marked(label: string, query: string): (string | HTMLElement)[] {
  const at = query === '' ? -1 : label.toLowerCase().indexOf(query.toLowerCase())
  if (at === -1) return [label]
  return [label.slice(0, at), element('mark', label.slice(at, at + query.length)), label.slice(at + query.length)]
}

function keyHint(names: readonly string[], does: string): HTMLElement {
  const hint = element('span', '')
  for (const name of names) hint.append(element('kbd', name), ' ')
  hint.append(does)
  return hint
}

function element(name: string, text: string): HTMLElement {
  const made = document.createElement(name)
  made.textContent = text
  return made
}

const shapes = {
  page: 'M5 3.5h6.5L15 7v9.5H5zM11.5 3.5V7H15',
  edit: 'm12.5 4.5 3 3-8.5 8.5-3.75.75L4 13z',
  search: 'M14.25 9a5.25 5.25 0 1 1-10.5 0 5.25 5.25 0 0 1 10.5 0zM13 13l3.75 3.75',
  plus: 'M10 4v12M4 10h12',
} as const

function icon(name: keyof typeof shapes): SVGElement {
  const picture = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  picture.setAttribute('class', 'i')
  picture.setAttribute('viewBox', '0 0 20 20')
  picture.setAttribute('aria-hidden', 'true')
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path')
  path.setAttribute('d', shapes[name])
  picture.append(path)
  return picture
}
