/**
 * Whether a page may link to the address: over HTTP, by e-mail, or relative.
 * @param address as written, or percent-encoded
 */
export function isAllowedLink(address: string): boolean {
  // Browsers ignore these when they look for a scheme: leading controls and spaces, and tabs and line breaks anywhere.
  // oxlint-disable-next-line no-control-regex
  const read = address.replace(/^[\0- ]+|[\t\n\r]+/g, '')
  const scheme = /^[a-z][a-z0-9+.-]*(?=:)/i.exec(read)?.[0]
  return scheme === undefined || allowed.has(scheme.toLowerCase())
}

const allowed: ReadonlySet<string> = new Set(['http', 'https', 'mailto'])
