import type { FastifyRequest } from 'fastify'
import type { Identity, Role } from '../identity/identity.ts'

/** What somebody may do, by their role or as an anonymous visitor. In open mode everybody reads and writes. */
export type Standing = 'open' | 'anonymous' | Role

/** Who views the wiki: in open mode according to their browser, otherwise the signed-in account. */
export interface Visitor {
  /** The user who is the author of what they write. */
  readonly id: number | undefined
  readonly name: string | undefined
  readonly standing: Standing
  readonly theme: 'auto' | 'light' | 'dark'
  /** Whether single keys are shortcuts. */
  readonly hasKeys: boolean
}

const nobody = { id: undefined, name: undefined, theme: 'auto', hasKeys: true } as const

/** An unknown visitor. */
export function strangerTo(mode: { readonly members: object | undefined }): Visitor {
  return { ...nobody, standing: mode.members === undefined ? 'open' : 'anonymous' }
}

export function mayWrite(standing: Standing): boolean {
  return standing !== 'reader' && standing !== 'anonymous'
}

/** Who sent a request. */
export function visitorIn({ headers, caller }: Pick<FastifyRequest, 'headers' | 'caller'>): Visitor {
  return visitorOf(headers.cookie, caller.identity)
}

/**
 * Reads the cookies of this service; invalid ones count as absent.
 * @param identity undefined in open mode
 */
export function visitorOf(cookies = '', identity?: Identity): Visitor {
  const said = chosen(cookies)
  if (identity === undefined) return { ...said, standing: 'open' }
  const { theme, hasKeys } = said
  if (identity.kind === 'anonymous') return { ...nobody, theme, hasKeys, standing: 'anonymous' }
  return { id: identity.userId, name: identity.name, theme, hasKeys, standing: identity.role }
}

function chosen(cookies: string): Omit<Visitor, 'standing'> {
  let { id, name, theme, hasKeys }: Omit<Visitor, 'standing'> = nobody
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

/** For a year, or until the name changes. */
export function authorCookie(id: number, name: string): string {
  return cookie('wiki_author', `${id}.${Buffer.from(name).toString('base64url')}`)
}

export function themeCookie(theme: Visitor['theme']): string {
  return cookie('wiki_theme', theme === 'auto' ? '' : theme)
}

export function keysCookie(hasKeys: boolean): string {
  return cookie('wiki_keys', hasKeys ? '' : 'off')
}

/** Scripts cannot read it, and browsers do not send it with forms of other sites. */
function cookie(name: string, value: string): string {
  return `${name}=${value}; Path=/; Max-Age=${value === '' ? 0 : 31_536_000}; HttpOnly; SameSite=Lax`
}
