/** Who looks at the wiki, as far as their browser says. In open mode nobody is asked who they are. */
export interface Visitor {
  /** Of the user that is the author of what they write. */
  readonly id: number | undefined
  readonly name: string | undefined
  readonly theme: 'auto' | 'light' | 'dark'
  /** Whether single keys do something. */
  readonly hasKeys: boolean
}

export const stranger: Visitor = { id: undefined, name: undefined, theme: 'auto', hasKeys: true }

/** Reads the cookies of this service; whatever is odd in them counts as absent. */
export function visitorOf(cookies = ''): Visitor {
  let { id, name, theme, hasKeys } = stranger
  for (const cookie of cookies.split(';')) {
    const [key = '', value = ''] = cookie.trim().split('=', 2)
    if (key === 'wiki_theme' && (value === 'light' || value === 'dark')) theme = value
    if (key === 'wiki_keys' && value === 'off') hasKeys = false
    const author = key === 'wiki_author' ? /^([1-9]\d{0,9})\.([\w-]{0,400})$/.exec(value) : null
    if (author) {
      id = Number(author[1])
      name = Buffer.from(author[2] ?? '', 'base64url').toString()
    }
  }
  return { id, name, theme, hasKeys }
}

/** For a year, or until the name is another one. */
export function authorCookie(id: number, name: string): string {
  return cookie('wiki_author', `${id}.${Buffer.from(name).toString('base64url')}`)
}

export function themeCookie(theme: Visitor['theme']): string {
  return cookie('wiki_theme', theme === 'auto' ? '' : theme)
}

export function keysCookie(hasKeys: boolean): string {
  return cookie('wiki_keys', hasKeys ? '' : 'off')
}

/** No script reads it, and no other site's page makes a browser send it with a form. */
function cookie(name: string, value: string): string {
  return `${name}=${value}; Path=/; Max-Age=${value === '' ? 0 : 31_536_000}; HttpOnly; SameSite=Lax`
}
