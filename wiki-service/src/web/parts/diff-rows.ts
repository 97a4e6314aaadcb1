import type { DiffLine, Hunk } from '../../markdown/diff.ts'
import { html, type Markup } from '../html.ts'

export interface DiffRows {
  readonly rows: readonly Markup[]
  /** Number of runs of changed lines. Each begins at a row with an id: `d1`, `d2` … */
  readonly places: number
}

/** One line of text for each row of the table. */
export function unifiedRows(hunks: readonly Hunk[]): DiffRows {
  return tableRows(hunks, ({ line, from, to, id }) => {
    switch (line.kind) {
      case 'same':
        return html`<tr><td class="num">${from}</td><td class="num">${to}</td><td class="num"></td><td>${orSpace(line.text)}</td></tr>`
      case 'added':
        return unified('add', id, '', to, whole('added', line.text))
      case 'removed':
        return unified('cut', id, from, '', whole('removed', line.text))
      case 'changed':
        return html`${unified('cut', id, from, '', half('removed', line))}${unified('add', undefined, '', to, half('added', line))}`
      default:
        return line satisfies never
    }
  })
}

/** Both versions side by side. */
export function splitRows(hunks: readonly Hunk[]): DiffRows {
  return tableRows(hunks, ({ line, from, to, id }) => {
    const none = html`<td class="num"></td><td class="none"></td>`
    switch (line.kind) {
      case 'same': {
        const text = orSpace(line.text)
        return html`<tr><td class="num">${from}</td><td>${text}</td><td class="num">${to}</td><td>${text}</td></tr>`
      }
      case 'added':
        return html`<tr${id}>${none}${side('add', to, whole('added', line.text))}</tr>`
      case 'removed':
        return html`<tr${id}>${side('cut', from, whole('removed', line.text))}${none}</tr>`
      case 'changed':
        return html`<tr${id}>${side('cut', from, half('removed', line))}${side('add', to, half('added', line))}</tr>`
      default:
        return line satisfies never
    }
  })
}

interface Placed {
  readonly line: DiffLine
  readonly from: number
  readonly to: number
  /** Set where a run of changes begins. */
  readonly id: Markup | undefined
}

function tableRows(hunks: readonly Hunk[], row: (placed: Placed) => Markup): DiffRows {
  const rows: Markup[] = []
  let places = 0
  let next = 1
  for (const { from_line, to_line, lines } of hunks) {
    if (from_line > next) rows.push(skipped(from_line - next))
    let from = from_line
    let to = to_line
    let isInside = false
    for (const line of lines) {
      const begins = line.kind !== 'same' && !isInside
      if (begins) places += 1
      rows.push(row({ line, from, to, id: begins ? html` id="d${places}"` : undefined }))
      isInside = line.kind !== 'same'
      if (line.kind !== 'added') from += 1
      if (line.kind !== 'removed') to += 1
    }
    next = from
  }
  return { rows, places }
}

function skipped(lines: number): Markup {
  return html`<tr class="skip-row"><td colspan="4">${lines} equal ${lines === 1 ? 'line' : 'lines'}</td></tr>`
}

const signs = {
  add: html`<span aria-hidden="true">+</span><span class="vh">added</span>`,
  cut: html`<span aria-hidden="true">&minus;</span><span class="vh">removed</span>`,
}

function unified(
  kind: 'add' | 'cut',
  id: Markup | undefined,
  from: number | '',
  to: number | '',
  text: Markup,
): Markup {
  return html`<tr class="${kind}" ${id}><td class="num">${from}</td><td class="num">${to}</td><td class="num">${signs[kind]}</td><td>${text}</td></tr>`
}

function side(kind: 'add' | 'cut', line: number, text: Markup): Markup {
  const sign = kind === 'add' ? html`+` : html`&minus;`
  return html`<td class="num">${line}</td><td class="${kind}"><span class="sign" aria-hidden="true">${sign}</span>${text}</td>`
}

function whole(kind: 'added' | 'removed', text: string): Markup {
  return kind === 'added'
    ? html`<ins class="line">${orSpace(text)}</ins>`
    : html`<del class="line">${orSpace(text)}</del>`
}

/** One version's half of a changed line. */
function half(kind: 'added' | 'removed', { words }: Extract<DiffLine, { kind: 'changed' }>): Markup {
  return html`${words.map((word) => {
    if (word.kind === 'same') return html`${word.text}`
    if (word.kind !== kind) return html``
    return kind === 'added' ? html`<ins>${word.text}</ins>` : html`<del>${word.text}</del>`
  })}`
}

/** Gives an empty line its height. */
function orSpace(text: string): string {
  return text === '' ? ' ' : text
}
