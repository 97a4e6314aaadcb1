/** How often to check whether the database is back. */
const periodMs = 10_000

/** On the copy of a page: polls until the database is back, then shows the current page. */
export function waitForDatabase(): void {
  const notice = document.querySelector('.note.away')
  if (!notice) return
  const ask = async (): Promise<void> => {
    try {
      const answer = await fetch(location.href, { headers: { accept: 'text/html' }, cache: 'no-store' })
      if (answer.ok && !answer.headers.has('age')) return location.reload()
    } catch {
      // The server does not answer either.
    }
    setTimeout(() => void ask(), periodMs)
  }
  setTimeout(() => void ask(), periodMs)
}
