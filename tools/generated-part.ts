const end = '<!-- Until here. -->'

/** A generated part of a hand-written page. */
export interface GeneratedPart {
  /** The page's name in errors. */
  readonly page: string
  /** As in `npm run COMMAND`. */
  readonly command: string
}

/** @returns the page with this content between its two marks @throws if the marks are missing */
export function withGeneratedPart(text: string, { page, command }: GeneratedPart, content: string): string {
  const begin = `<!-- Made by npm run ${command}; do not edit. -->`
  const [before, rest] = split(text, begin, page)
  const [, after] = split(rest, end, page)
  return `${before}${begin}\n\n${content}\n\n${end}${after}`
}

function split(text: string, mark: string, page: string): [string, string] {
  const place = text.indexOf(mark)
  if (place === -1) throw new Error(`${page} has no line ${JSON.stringify(mark)}`)
  return [text.slice(0, place), text.slice(place + mark.length)]
}
