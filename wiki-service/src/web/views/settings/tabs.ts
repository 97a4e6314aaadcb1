import { html, type Markup } from '../../html.ts'
import type { Page } from '../../parts/frame.ts'
import { type Notice, notice } from '../../parts/notice.ts'
import type { Tree } from '../../parts/tree.ts'

export interface SettingsFrame {
  readonly isAdmin: boolean
  readonly notices: readonly Notice[]
  readonly tree: Tree
}

const tabs = [
  ['you', '/settings', 'You'],
  ['tokens', '/settings/tokens', 'API tokens'],
  ['members', '/settings/members', 'Members'],
] as const

type Tab = (typeof tabs)[number][0]

/** One of the pages of settings. */
export function settingsPage(tab: Tab, { isAdmin, notices, tree }: SettingsFrame, content: Markup): Page {
  const shown = tabs.filter(([name]) => name !== 'members' || isAdmin)
  const main = html`<main id="main"><div class="wide">
    <header class="head"><h1>Settings</h1></header>
    <nav class="tabs" aria-label="Settings">${shown.map(([name, href, label]) => html`<a href="${href}"${name === tab && html` aria-current="page"`}>${label}</a>`)}</nav>
    ${notices.map(notice)}
    ${content}
    </div></main>`
  return { title: `${tabs.find(([name]) => name === tab)?.[2] ?? ''} \u00B7 Settings`, main, tree, isMore: true }
}
