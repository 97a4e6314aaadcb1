/** The value of `If-Match`: `*`, or the versions that the client knows. */
export interface Precondition {
  readonly isAny: boolean
  readonly versions: readonly number[]
}

/**
 * Parses `If-Match` (RFC 9110, section 13.1.1). Weak tags never match, nor do tags that no version has.
 * @returns undefined if it is not a list of entity tags
 */
export function readIfMatch(header: string): Precondition | undefined {
  if (header.trim() === '*') return { isAny: true, versions: [] }
  const tags = header.split(',').map((tag) => tag.trim())
  const isList = tags.every((tag) => tag === '' || /^(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"$/.test(tag))
  if (!isList || tags.every((tag) => tag === '')) return undefined
  const versions = tags.flatMap((tag) => (/^"[1-9][0-9]{0,8}"$/.test(tag) ? [Number(tag.slice(1, -1))] : []))
  return { isAny: false, versions }
}

export function isMet({ isAny, versions }: Precondition, version: number): boolean {
  return isAny || versions.includes(version)
}

/** The version that the client's change is based on, if it names exactly one. */
export function baseOf(precondition: Precondition | undefined): number | undefined {
  return precondition?.versions.length === 1 ? precondition.versions[0] : undefined
}
