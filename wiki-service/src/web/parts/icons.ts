import { html, Markup } from '../html.ts'

/** An icon from the sprite. Its meaning is given as text beside it. */
export function icon(name: IconName): Markup {
  return icons[name]
}

/** The symbols that a page uses, once each, without a request or a script. */
export function sprite(page: string): Markup {
  const used = new Set([...page.matchAll(/<use href="#i-(\w+)"/g)].map(([, name]) => name))
  const symbols = Object.entries(shapes).filter(([name]) => used.has(name))
  return html`<svg class="vh" aria-hidden="true">
    ${symbols.map(([name, shape]) => new Markup(`<symbol id="i-${name}" viewBox="0 0 20 20">${shape}</symbol>`))}
  </svg>`
}

/** On a grid of 20 by 20, with lines of 1.5 and round ends. */
const shapes = {
  mark: '<path d="M3 13c2 4 8 5 12 2s4-9 0-11-9 0-9 4 4 5 6 4 1-4-1-4"/>',
  menu: '<path d="M3.5 6h13M3.5 10h13M3.5 14h13"/>',
  search: '<circle cx="9" cy="9" r="5.25"/><path d="m13 13 3.75 3.75"/>',
  plus: '<path d="M10 4v12M4 10h12"/>',
  edit: '<path d="m12.5 4.5 3 3-8.5 8.5-3.75.75L4 13z"/><path d="m10.75 6.25 3 3"/>',
  history: '<path d="M3.5 10A6.5 6.5 0 1 0 5.6 5.2L3.5 7"/><path d="M3.5 3.5V7H7M10 6.5V10l2.5 1.5"/>',
  more: '<path d="M4.5 10h.01M10 10h.01M15.5 10h.01" stroke-width="2.25"/>',
  pin: '<path d="m12 3.5 4.5 4.5-3.25 1-2.75 2.75-.25 3-5-5 3-.25L11 6.75zM7.75 12.25 3.5 16.5"/>',
  link: '<path d="M8.5 11.5a3 3 0 0 0 4.25 0l2.5-2.5A3 3 0 0 0 11 4.75l-1 1M11.5 8.5a3 3 0 0 0-4.25 0l-2.5 2.5A3 3 0 0 0 9 15.25l1-1"/>',
  up: '<path d="m5 12.5 5-5 5 5"/>',
  down: '<path d="m5 7.5 5 5 5-5"/>',
  back: '<path d="m12.5 5-5 5 5 5"/>',
  next: '<path d="m7.5 5 5 5-5 5"/>',
  check: '<path d="m4 10.5 4 4 8-9"/>',
  close: '<path d="m5 5 10 10M15 5 5 15"/>',
  warn: '<path d="M10 3.5 17.5 16h-15zM10 8v4M10 14h.01"/>',
  info: '<circle cx="10" cy="10" r="6.75"/><path d="M10 9.25v4M10 6.75h.01"/>',
  away: '<path d="M4 6.5v7c0 1.4 2.7 2.5 6 2.5 1 0 2-.1 2.8-.3M16 12.5v-6C16 5.1 13.3 4 10 4c-1 0-2 .1-2.8.3M4 10c0 1.2 2 2.2 4.75 2.45M3 3l14 14"/>',
  trash: '<path d="M3.5 5.5h13M8 5.5v-2h4v2M5 5.5l.75 11h8.5l.75-11M8.5 9v4M11.5 9v4"/>',
  restore: '<path d="M4 8h8a4 4 0 0 1 0 8H7"/><path d="M7 4.75 3.75 8 7 11.25"/>',
  key: '<circle cx="7" cy="13" r="3.25"/><path d="m9.3 10.7 6.2-6.2M13 7l2.25 2.25"/>',
  page: '<path d="M5 3.5h6.5L15 7v9.5H5zM11.5 3.5V7H15"/>',
  print: '<path d="M6 7V3.5h8V7M6 13.5H3.5V7h13v6.5H14M6 11.5h8v5H6z"/>',
  move: '<path d="M3.5 15.5v-11h4l1.5 2h7.5v9zM8 11h4.5M11 9.25 12.75 11 11 12.75"/>',
  user: '<circle cx="10" cy="7" r="3.25"/><path d="M4 16.5c.75-3 3-4.5 6-4.5s5.25 1.5 6 4.5"/>',
  out: '<path d="M11.5 3.5h5v13h-5M12 10H3.5M6.5 7l-3 3 3 3"/>',
  gear: '<path d="M4 6.5h7M15 6.5h1M4 13.5h1M9 13.5h7"/><circle cx="13" cy="6.5" r="2"/><circle cx="7" cy="13.5" r="2"/>',
  bold: '<path d="M6 4h4.75a3 3 0 0 1 0 6H6zM6 10h5.5a3 3 0 0 1 0 6H6z"/>',
  italic: '<path d="M8.5 4H14M6 16h5.5M11.5 4l-3 12"/>',
  heading: '<path d="M5 4v12M15 4v12M5 10h10"/>',
  list: '<path d="M8 5.5h8.5M8 10h8.5M8 14.5h8.5M4 5.5h.01M4 10h.01M4 14.5h.01"/>',
  task: '<path d="M3.5 5.5 5 7l2.5-3M3.5 13.5 5 15l2.5-3M10.5 5.5h6M10.5 13.5h6"/>',
  code: '<path d="M7 6 3 10l4 4M13 6l4 4-4 4"/>',
  table: '<path d="M3.5 4.5h13v11h-13zM3.5 8.25h13M10 8.25v7.25"/>',
  image:
    '<path d="M3.5 4.5h13v11h-13zM3.5 13l4-4 5 5M11.5 11.5l1.75-1.75 3.25 3.25"/><circle cx="12.75" cy="7.5" r=".75"/>',
  both: '<path d="M3.5 4.5h13v4h-13zM3.5 11.5h13v4h-13z"/>',
  eye: '<path d="M2.75 10C4.5 6.75 7 5 10 5s5.5 1.75 7.25 5C15.5 13.25 13 15 10 15s-5.5-1.75-7.25-5z"/><circle cx="10" cy="10" r="2.25"/>',
  lock: '<path d="M5 9h10v7.5H5zM7 9V6.5a3 3 0 0 1 6 0V9"/>',
} as const

export type IconName = keyof typeof shapes

const icons = Object.fromEntries(
  Object.keys(shapes).map((name) => [
    name,
    new Markup(`<svg class="i" aria-hidden="true"><use href="#i-${name}"/></svg>`),
  ]),
) as Record<IconName, Markup>
