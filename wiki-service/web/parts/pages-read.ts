import { pagePath } from './site-root.ts'
import { read, write } from './storage.ts'

export interface PageRead {
  readonly path: string
  readonly title: string
}

const key = 'pages-read'
const kept = 8

/** Latest first. */
export function pagesRead(): readonly PageRead[] {
  return (read(key) as PageRead[] | undefined) ?? []
}

export function rememberPage(): void {
  const title = document.querySelector('article.prose') && document.querySelector('h1')?.textContent
  if (pagePath === undefined || !title) return
  const others = pagesRead().filter((page) => page.path !== pagePath)
  write(key, [{ path: pagePath, title }, ...others].slice(0, kept))
}
