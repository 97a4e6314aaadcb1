/** How often it is looked whether the database is back. */
const periodMs = 10_000

/** On the copy of a page: asks again until the wiki has its database, then shows the page as it is. */
export function waitForDatabase(): void {
  const notice = document.querySelector('.note.away')
  if (!notice) return
  const ask = async (): Promise<void> => {
    try {
      const answer = await fetch(location.href, { headers: { accept: 'text/html' }, cache: 'no-store' })
      if (answer.ok && !answer.headers.has('age')) return location.reload()
    } catch {
      // Not even the server answers.
    }
    setTimeout(() => void ask(), periodMs)
  }
  setTimeout(() => void ask(), periodMs)
}
