/**
 * Whether a page may link to it: over HTTP, by e-mail, or relative.
 * @param address as written, or percent-encoded
 */
export function isAllowedLink(address: string): boolean {
  // What browsers pass over when they look for a scheme: controls and spaces in front, tabs and line breaks anywhere.
  // oxlint-disable-next-line no-control-regex
  const read = address.replace(/^[\0- ]+|[\t\n\r]+/g, '')
  const scheme = /^[a-z][a-z0-9+.-]*(?=:)/i.exec(read)?.[0]
  return scheme === undefined || allowed.has(scheme.toLowerCase())
}

const allowed: ReadonlySet<string> = new Set(['http', 'https', 'mailto'])
