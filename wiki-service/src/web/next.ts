/** A base that no address of ours shares. */
const here = 'http://wiki.invalid'

/**
 * Where somebody wanted to go before they signed in, if that is in this wiki; its home otherwise. The text comes with links, which
 * anybody can make.
 */
export function safeNext(text: string): string {
  // Browsers take a backslash for a slash, and leave out what does not show.
  if (!/^\/(?!\/)[^\\\s\p{Cc}]*$/u.test(text) || !URL.canParse(text, here)) return '/'
  const { origin, pathname, search, hash } = new URL(text, here)
  return origin === here && !pathname.startsWith('//') ? pathname + search + hash : '/'
}
