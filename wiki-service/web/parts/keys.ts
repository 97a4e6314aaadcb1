import { openPalette } from './palette-loader.ts'
import { siteRoot } from './site-root.ts'

/** Single keys, outside of fields; and Ctrl+K everywhere. */
export function watchKeys(): void {
  document.addEventListener('keydown', (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'k') {
      event.preventDefault()
      void openPalette()
      return
    }
    if (event.ctrlKey || event.metaKey || event.altKey || document.body.dataset['keys'] === 'off') return
    if (event.defaultPrevented || isTyping(event) || document.querySelector('dialog[open]')) return
    if (act(event.key)) event.preventDefault()
  })
}

/** @returns whether the key has a meaning here */
function act(key: string): boolean {
  switch (key) {
    case '/': {
      const field = document.querySelector<HTMLInputElement>('#q')
      if (!field) return false
      if (field.checkVisibility()) {
        field.focus()
        field.select()
      } else location.assign(`${siteRoot}search`)
      return true
    }
    case 'e':
    case 'h': {
      const link = document.querySelector<HTMLAnchorElement>(`a[aria-keyshortcuts="${key}"]`)
      link?.click()
      return link !== null
    }
    case 'j':
      return step(1)
    case 'k':
      return step(-1)
    case '1':
    case '2':
    case '3':
    case '4':
      return choose(Number(key))
    case '?':
      location.assign(`${siteRoot}wiki/-/keyboard`)
      return true
    default:
      return false
  }
}

/** Moves to the next or previous result, change, choice or version. */
function step(direction: 1 | -1): boolean {
  const stops = [...document.querySelectorAll<HTMLElement>('.hits > li, .diff tr[id], .clash, .versions tbody tr')]
  if (stops.length === 0) return false
  const at = stops.findIndex((stop) => stop.contains(document.activeElement) || `#${stop.id}` === location.hash)
  const next =
    stops[at === -1 ? (direction === 1 ? 0 : stops.length - 1) : (at + direction + stops.length) % stops.length]
  if (!next) return false
  if (next.id !== '') history.replaceState(null, '', `#${next.id}`)
  const target = next.querySelector<HTMLElement>('a, input:checked, input') ?? next
  if (target === next) next.tabIndex = -1
  target.focus({ preventScroll: true })
  next.scrollIntoView({ block: 'center' })
  const count = document.querySelector('[data-places] .num')
  if (count) count.textContent = `${stops.indexOf(next) + 1} of ${stops.length}`
  return true
}

/** Chooses a side of the focused choice. */
function choose(number: number): boolean {
  const choice = document.activeElement?.closest('.clash')
  const side = choice?.querySelectorAll<HTMLInputElement>('input[type=radio]')[number - 1]
  if (!side) return false
  side.checked = true
  side.dispatchEvent(new Event('change', { bubbles: true }))
  const hand = side.value === 'hand' ? choice?.querySelector('textarea') : undefined
  ;(hand ?? side).focus()
  return true
}

function isTyping(event: KeyboardEvent): boolean {
  const [target] = event.composedPath()
  if (!(target instanceof HTMLElement)) return false
  const isButton = target instanceof HTMLInputElement && /^(?:radio|checkbox|submit|button)$/.test(target.type)
  return target.isContentEditable || (!isButton && target.matches('input, textarea, select'))
}
