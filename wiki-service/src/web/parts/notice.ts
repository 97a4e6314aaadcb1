import { html, type Markup } from '../html.ts'
import { icon, type IconName } from './icons.ts'

export interface Notice {
  readonly kind: 'plain' | 'good' | 'warn' | 'bad'
  readonly text: Markup
  readonly action?: Markup | undefined
}

const icons = { plain: 'info', good: 'check', warn: 'warn', bad: 'warn' } as const satisfies Record<string, IconName>

/**
 * One sentence about what happened, and one thing to do about it. Failures are announced immediately and take the
 * focus.
 */
export function notice({ kind, text, action }: Notice): Markup {
  const announced = kind === 'bad' ? html`role="alert" tabindex="-1" autofocus` : html`role="status"`
  return html`<div class="note${kind !== 'plain' && ` ${kind}`}" ${announced}>
    ${icon(icons[kind])}
    <p>${text}</p>
    ${action}
  </div>`
}
