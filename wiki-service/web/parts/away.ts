/** How often to check whether the database is back. */
const periodMs = 10_000
/** How long the good news stays before the current page replaces the copy. */
const newsMs = 5_000

/** On the copy of a page: polls until the database is back, says so, then shows the current page. */
export function waitForDatabase(): void {
  const notice = document.querySelector('.note.away')
  if (!notice) return
  const ask = async (): Promise<void> => {
    try {
      const answer = await fetch(location.href, { headers: { accept: 'text/html' }, cache: 'no-store' })
      if (answer.ok && !answer.headers.has('age')) return tellNews(notice)
    } catch {
      // The server does not answer either.
    }
    setTimeout(() => void ask(), periodMs)
  }
  setTimeout(() => void ask(), periodMs)
}

function tellNews(notice: Element): void {
  const news = document.createElement('p')
  news.textContent = 'Everything works again.'
  notice.className = 'note good'
  notice.replaceChildren(news)
  setTimeout(() => location.reload(), newsMs)
}
