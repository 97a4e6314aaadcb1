/** Whether `If-None-Match` names the tag (RFC 9110, section 13.1.2): weak tags match like strong ones. */
export function isKnown(header: string | string[] | undefined, etag: string): boolean {
  if (typeof header !== 'string') return false
  return header.trim() === '*' || header.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag)
}
