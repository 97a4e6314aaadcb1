const pathLimits = { segments: 8, bytes: 400 } as const

export type PathOutcome =
  | { readonly kind: 'path'; readonly path: string }
  /** Why the text is not a path, as a sentence. */
  | { readonly kind: 'refused'; readonly reason: string; readonly limit?: number }

/** Reads a path in any case and Unicode form, and normalizes it to the stored form (NFC, lower case). */
export function readPath(given: string): PathOutcome {
  // No longer text can normalize to a path, and normalizing a megabyte takes a while.
  if (given.length > pathLimits.bytes * 3) return tooLong
  const path = canonicalForm(given)
  const segments = path.split('/')
  const wrong = segments.find((segment) => !isSegment(segment))
  if (wrong !== undefined) return wrong === '' ? emptySegment : badSegment
  if (segments.length > pathLimits.segments) return tooDeep
  return Buffer.byteLength(path) > pathLimits.bytes ? tooLong : { kind: 'path', path }
}

/**
 * Makes a path of one segment from a title: its words, joined by hyphens.
 * @returns undefined if the title has no letter and no digit
 */
export function pathFromTitle(title: string): string | undefined {
  const words = canonicalForm(title.replaceAll(apostrophe, '')).match(word) ?? []
  let path = ''
  for (const one of words) {
    const longer = path === '' ? one : `${path}-${one}`
    if (Buffer.byteLength(longer) > longestFromTitle) {
      if (path === '') path = truncated(one)
      break
    }
    path = longer
  }
  return path === '' ? undefined : path
}

/**
 * The path that a wikilink points to: the text in `[[…]]` is a path, or titles of nested pages.
 * @returns undefined if no page can have it
 */
export function pathFromReference(text: string): string | undefined {
  const given = readPath(text.trim())
  if (given.kind === 'path') return given.path
  const segments = text.split('/').map(pathFromTitle)
  const known = segments.filter((segment) => segment !== undefined)
  const outcome = readPath(known.join('/'))
  return known.length === segments.length && outcome.kind === 'path' ? outcome.path : undefined
}

/** Appends a number to the path, for a page whose title yields a path that is taken. */
export function numberedPath(path: string, number: number): string {
  return `${path}-${number}`
}

/** Leaves room for a number. */
const longestFromTitle = pathLimits.bytes - 12

function canonicalForm(text: string): string {
  // Lower-casing may leave a letter and a mark that have a composed form.
  return text.normalize('NFC').toLowerCase().normalize('NFC')
}

function isSegment(segment: string): boolean {
  return /^[\p{L}\p{M}\p{N}._-]+$/u.test(segment) && /[\p{L}\p{N}]/u.test(segment)
}

/** Within a word, where it joins two parts. */
const apostrophe = /(?<=[\p{L}\p{M}\p{N}])['\u2019](?=[\p{L}\p{N}])/gu

/** Letters, marks and digits, with dots and underscores between them (`node.js`, `snake_case`). */
const word = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:[._]+[\p{L}\p{M}\p{N}]+)*/gu

function truncated(text: string): string {
  let kept = ''
  let bytes = 0
  for (const character of text) {
    bytes += Buffer.byteLength(character)
    if (bytes > longestFromTitle) break
    kept += character
  }
  return canonicalForm(kept)
}

const emptySegment = refused('A path has no empty segment and no slash at either end.')
const badSegment = refused(
  'Each segment of a path consists of letters, marks, digits, "-", "_" and ".", with at least one letter or digit.',
)
const tooDeep = refused(`A path has at most ${pathLimits.segments} segments.`, pathLimits.segments)
const tooLong = refused(`A path has at most ${pathLimits.bytes} bytes in UTF-8.`, pathLimits.bytes)

function refused(reason: string, limit?: number): PathOutcome {
  return { kind: 'refused', reason, ...(limit !== undefined && { limit }) }
}
