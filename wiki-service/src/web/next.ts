/** A base that no address of ours shares. */
const here = 'http://wiki.invalid'

/**
 * Where somebody wanted to go before they signed in, if that is in this wiki; otherwise its home page. The text is from
 * links, which anybody can create.
 */
export function safeNext(text: string): string {
  // Browsers treat a backslash as a slash, and ignore invisible characters.
  if (!/^\/(?!\/)[^\\\s\p{Cc}]*$/u.test(text) || !URL.canParse(text, here)) return '/'
  const { origin, pathname, search, hash } = new URL(text, here)
  return origin === here && !pathname.startsWith('//') ? pathname + search + hash : '/'
}
