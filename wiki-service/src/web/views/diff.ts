import type { Hunk } from '../../markdown/diff.ts'
import { html, type Markup } from '../html.ts'
import { actionHref, compareHref, pageHref } from '../parts/addresses.ts'
import { whatHappened } from '../parts/changes.ts'
import { above, crumbs } from '../parts/crumbs.ts'
import { splitRows, unifiedRows } from '../parts/diff-rows.ts'
import type { Page } from '../parts/frame.ts'
import { icon } from '../parts/icons.ts'
import { person, shownName } from '../parts/person.ts'
import { time } from '../parts/time.ts'
import type { Tree } from '../parts/tree.ts'
import type { HistoryVersion } from './history.ts'

export interface DiffView {
  readonly path: string
  readonly title: string
  readonly from: ComparedVersion
  readonly to: ComparedVersion
  readonly hunks: readonly Hunk[]
  /** Only lines, if words would have taken too long. */
  readonly isByLines: boolean
  /** There are more differences than are listed. */
  readonly isTruncated?: boolean
  /** Side by side. */
  readonly isSplit: boolean
  /** The number of the current version. */
  readonly version: number
  readonly tree: Tree
  readonly now: Date
}

export type ComparedVersion = Omit<HistoryVersion, 'growth'>

/** The changes between two versions. */
export function diffView(view: DiffView): Page {
  const { path, title, from, to, hunks, isSplit, isByLines, tree, now } = view
  const { rows, places } = isSplit ? splitRows(hunks) : unifiedRows(hunks)
  const { added, removed } = characters(hunks)
  const what = whatHappened(to)
  const main = html`<main id="main">
    <div class="wide">
      ${crumbs([...above(path, tree), { title, href: pageHref(path) }, { title: 'History', href: actionHref(path, 'history') }, { title: `${from.version} to ${to.version}` }])}
      <header class="head">
        <h1>
          ${from.version === to.version - 1 ? html`What changed in version ${to.version}` : html`What changed from version ${from.version} to ${to.version}`}
        </h1>
        <p>
          ${person(to.author, 'plain')}, ${time(to.createdTime, 'moment', now)}${what !== undefined && html`: ${what}`}
        </p>
        <p class="small quiet">
          Compared with version ${from.version} by ${shownName(from.author.name)} of
          ${time(from.createdTime, 'date', now)}: ${places === 1 ? '1 place' : `${places} places`},
          <span class="plus">+${added}</span>
          <span class="minus">&minus;${removed}</span>
          characters.${isByLines && ' The texts are too long to mark single words.'}
        </p>
      </header>
      ${bar(view, places)} ${places === 0 && !view.isTruncated ? html`<p>The text is the same in both versions.</p>` : table(view, rows)}
    ${view.isTruncated && html`<p class="quiet">There are more differences than are shown here. The <a href="${actionHref(path, `versions/${to.version}`)}">whole version ${to.version}</a> can be read.</p>`}
    </div>
  </main>`
  return { title: `Version ${from.version} to ${to.version}: ${title}`, main, tree, isMore: true, path }
}

function bar({ path, from, to, isSplit, version }: DiffView, places: number): Markup {
  const here = compareHref(path, from.version, to.version)
  const current = html` aria-current="true"`
  return html`<div class="row diff-bar">
    <nav class="seg" aria-label="View">
      <a href="${here}" ${!isSplit && current}>Unified</a
      ><a href="${here}&view=split" ${isSplit && current}>Side by side</a>
    </nav>
    ${
      places > 0 &&
      html`<nav class="row" aria-label="Changes" data-places="${places}">
        <a class="btn bare" href="#d${places}" aria-label="Previous change" aria-keyshortcuts="k"
          >${icon('up')}<kbd aria-hidden="true">k</kbd></a
        ><span class="small quiet num">1 of ${places}</span
        ><a class="btn bare" href="#d${Math.min(2, places)}" aria-label="Next change" aria-keyshortcuts="j"
          >${icon('down')}<kbd aria-hidden="true">j</kbd></a
        >
      </nav>`
    }
    <nav class="row push" aria-label="Versions">
      ${from.version > 1 && html`<a class="btn bare" href="${compareHref(path, from.version - 1, from.version)}">${icon('back')}${step(from.version - 1)}</a>`}${to.version < version && html`<a class="btn bare" href="${compareHref(path, to.version, to.version + 1)}">${step(to.version)}${icon('next')}</a>`}
    </nav>
  </div>`
}

function step(first: number): Markup {
  return html`${first} to ${first + 1}`
}

function table({ from, to, isSplit }: DiffView, rows: readonly Markup[]): Markup {
  const heads = isSplit
    ? html`${hidden('Line')}
        <th scope="col">Version ${from.version}</th>
        ${hidden('Line')}
        <th scope="col">Version ${to.version}</th>`
    : html`${hidden(`Line in ${from.version}`)}${hidden(`Line in ${to.version}`)}${hidden('Sign')}${hidden('Text')}`
  const caption = isSplit
    ? html`Version ${from.version} on the left, version ${to.version} on the right`
    : html`Changes from version ${from.version} to version ${to.version}, line by line`
  return html`<section class="scroll" aria-labelledby="changes" tabindex="0">
    <table class="diff${isSplit && ' split'} mono">
      <caption class="vh" id="changes">
        ${caption}
      </caption>
      <thead>
        <tr>
          ${heads}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </section>`
}

function hidden(text: string): Markup {
  return html`<th scope="col"><span class="vh">${text}</span></th>`
}

function characters(hunks: readonly Hunk[]): { added: string; removed: string } {
  let added = 0
  let removed = 0
  for (const { lines } of hunks) {
    for (const line of lines) {
      for (const { kind, text } of line.kind === 'changed' ? line.words : [line]) {
        if (kind === 'added') added += text.length
        if (kind === 'removed') removed += text.length
      }
    }
  }
  return { added: added.toLocaleString('en-US'), removed: removed.toLocaleString('en-US') }
}
