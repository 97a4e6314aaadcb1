import type { MergePart } from '../../markdown/merge.ts'
import { html, type Markup, type Piece } from '../html.ts'
import { actionHref, compareHref } from '../parts/addresses.ts'
import { crumbsOfAction } from '../parts/crumbs.ts'
import type { Page } from '../parts/frame.ts'
import { icon } from '../parts/icons.ts'
import { type Notice, notice } from '../parts/notice.ts'
import { type Person, shownName } from '../parts/person.ts'
import { time } from '../parts/time.ts'
import type { EditFields } from './edit.ts'

export interface ConflictView {
  readonly page: { readonly id: number; readonly path: string; readonly title: string }
  /** The typed text, based on version `base`. */
  readonly fields: EditFields
  /** The version that was saved meanwhile. */
  readonly theirs: {
    readonly version: number
    readonly author: Person
    readonly savedTime: string
    readonly title: string
  }
  readonly parts: readonly MergePart[]
  /** Both changed the title, in different ways. */
  readonly hasTitleConflict: boolean
  readonly notices?: readonly Notice[]
  readonly now: Date
}

/**
 * Two people changed the same lines: the author of the later change chooses. Works by keyboard alone, and without a
 * script.
 */
export function conflictView(view: ConflictView): Page {
  const { page, fields, theirs, parts, notices = [], hasTitleConflict, now } = view
  const name = shownName(theirs.author.name)
  const conflicts = parts.filter((part) => part.kind === 'conflict').length + Number(hasTitleConflict)
  const taken = parts.filter((part) => part.kind === 'merged' && part.by !== undefined).length
  let choice = 0
  const main = html`<main id="main" class="desk">
    <form class="merge" method="post" action="${actionHref(page.path, 'merge')}" data-merge data-page="${page.id}">
      ${hidden('base', fields.base)}${hidden('theirs', theirs.version)}${hidden('key', fields.key)}${hidden('path', fields.path)}${hidden('summary', fields.summary)}${hidden('name', fields.name)}
      ${hidden('title', fields.title)}
      <textarea name="text" hidden>${'\n'}${fields.text}</textarea>
      ${crumbsOfAction(page, 'Merge')}
      <header class="head"><h1>${heading(conflicts, taken)}</h1>
        <p>${name} saved version ${theirs.version} ${time(theirs.savedTime, 'moment', now)} while you were editing version ${fields.base}. ${takenText(taken)}Nothing is saved until you save. <a href="${compareHref(page.path, fields.base, theirs.version)}">See what ${name} changed</a></p></header>
      ${notices.map(notice)}
      <nav class="row small" aria-label="Choices">
        <a class="btn" href="#c1">${icon('down')}First choice <kbd aria-hidden="true">j</kbd></a>
        <span class="quiet keys"><kbd>j</kbd> <kbd>k</kbd> move, <kbd>1</kbd> to <kbd>4</kbd> choose, <kbd>Ctrl S</kbd> saves</span>
      </nav>
      <section class="merged" aria-label="The merged text">
        ${hasTitleConflict && titleChoice(view, (choice += 1), conflicts)}
        ${parts.map((part) => (part.kind === 'merged' ? merged(part, name) : textChoice(part, view, (choice += 1), conflicts)))}
      </section>
      <div class="save">
        <p class="small quiet" role="status" data-open>Your text is kept on this page until you save.</p>
        <button class="btn bare push" type="submit" formaction="${actionHref(page.path, 'preview')}" formnovalidate>Back to the editor</button>
        <button class="btn main" type="submit" aria-keyshortcuts="Control+S">Save as version ${theirs.version + 1} <kbd aria-hidden="true">Ctrl S</kbd></button>
      </div>
    </form>
    </main>`
  return { title: `Merge: ${page.title}`, main, isMore: true }
}

/** `One change needs you`, `Two of six changes need you`. */
function heading(conflicts: number, taken: number): string {
  const of = taken === 0 ? '' : ` of ${inWords(conflicts + taken)}`
  const noun = conflicts + taken === 1 ? 'change' : 'changes'
  const text = `${inWords(conflicts)}${of} ${noun} ${conflicts === 1 ? 'needs' : 'need'} you`
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function takenText(taken: number): string {
  if (taken === 0) return ''
  return taken === 1 ? 'The other change fits and is merged below. ' : 'The other changes fit and are merged below. '
}

function inWords(count: number): string {
  return words[count] ?? String(count)
}

const words = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine']

function hidden(field: string, value: string | number): Markup {
  return html`<input type="hidden" name="${field}" value="${value}">`
}

function merged({ text, by }: Extract<MergePart, { kind: 'merged' }>, name: string): Markup {
  if (by === undefined) return html`<div class="same">${ends(text)}</div>`
  const whose = by === 'yours' ? 'Your' : html`${name}&rsquo;s`
  return html`<div class="took"><p class="who">${whose} change, merged</p>${ends(text)}</div>`
}

/** How many lines of a merged part are shown at each end. */
const shownLines = 3

function ends(text: string): Piece {
  const lines = text.split('\n')
  const left = lines.length - 2 * shownLines
  if (left <= 1) return lines.map(line)
  return html`${lines.slice(0, shownLines).map(line)}<details><summary class="small quiet">${left} lines without a choice</summary>${lines.slice(shownLines, -shownLines).map(line)}</details>${lines.slice(-shownLines).map(line)}`
}

function line(text: string): Markup {
  return html`<p class="source">${text === '' ? '\u00A0' : text}</p>`
}

function textChoice(
  { base, yours, current }: Extract<MergePart, { kind: 'conflict' }>,
  view: ConflictView,
  number: number,
  of: number,
): Markup {
  return choiceField(
    {
      what: firstWords(yours || current || base),
      base: quoted(base),
      yours: sideText(yours),
      theirs: sideText(current),
      hand: yours,
    },
    view,
    number,
    of,
  )
}

function titleChoice(view: ConflictView, number: number, of: number): Markup {
  const { fields, theirs, page } = view
  return choiceField(
    {
      what: 'the title',
      base: html`&ldquo;${page.title}&rdquo;`,
      yours: line(fields.title),
      theirs: line(theirs.title),
      hand: fields.title,
    },
    view,
    number,
    of,
  )
}

interface Sides {
  readonly what: string
  readonly base: Piece
  readonly yours: Markup
  readonly theirs: Markup
  readonly hand: string
}

function choiceField(
  { what, base, yours, theirs, hand }: Sides,
  view: ConflictView,
  number: number,
  of: number,
): Markup {
  const { version, author } = view.theirs
  const name = shownName(author.name)
  const id = `c${number}`
  // A notice of failure gets the focus before the choices.
  const isFirst = number === 1 && (view.notices ?? []).length === 0
  const pick = (value: string, label: Piece, key: number): Markup =>
    html`<label class="pick"><input type="radio" name="${id}" value="${value}" required${isFirst && key === 1 && html` autofocus`}> ${label} <kbd aria-hidden="true">${key}</kbd></label>`
  return html`<fieldset class="clash" id="${id}">
    <legend>Choice ${number} of ${of}: ${what}</legend>
    <p class="small quiet">Version ${view.fields.base} said: ${base}</p>
    <div class="sides">
      <div><p class="small quiet">Yours</p>${yours}</div>
      <div><p class="small quiet">${name}&rsquo;s, version ${version}</p>${theirs}</div>
    </div>
    <div class="row">
      ${pick('mine', 'Keep mine', 1)}
      ${pick('theirs', html`Keep ${name}&rsquo;s`, 2)}
      ${pick('both', 'Keep both', 3)}
      ${pick('hand', 'Edit by hand', 4)}
    </div>
    <p class="field by-hand"><label for="hand${number}">Your wording for choice ${number}</label><textarea class="mono" id="hand${number}" name="hand${number}" rows="${Math.min(12, hand.split('\n').length + 1)}">${'\n'}${hand}</textarea></p>
  </fieldset>`
}

function sideText(text: string): Markup {
  return text === ''
    ? html`<p class="quiet">Nothing: these lines are removed.</p>`
    : html`${text.split('\n').map(line)}`
}

function quoted(text: string): Markup {
  return text === ''
    ? html`nothing here.`
    : html`&ldquo;${text.length > 300 ? `${text.slice(0, 300).toWellFormed()}\u2026` : text}&rdquo;`
}

function firstWords(text: string): string {
  const first = text.trim().split('\n', 1)[0] ?? ''
  return first.length > 60 ? `${first.slice(0, 60).toWellFormed()}\u2026` : first
}
