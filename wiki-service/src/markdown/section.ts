import type { Token } from 'markdown-it'
import { headingParser } from './parser.ts'
import { plainText } from './plain-text.ts'
import type { Section } from './rendering.ts'

const parser = headingParser()

/**
 * The section under the first heading with a text, up to the next heading of the same or a higher level. Headings in
 * lists, quotes and footnotes neither have nor end a section.
 * @param heading its visible text
 * @throws as render does
 */
export function section(source: string, heading: string): Section {
  const wanted = heading.trim()
  const tokens = parser.parse(source, {})
  const text = tokens.findIndex(({ children }) => children && plainText(children) === wanted)
  const level = levelOf(tokens[text - 1])
  if (level === undefined) return { kind: 'missing' }
  const next = tokens.find((token, index) => index > text && (levelOf(token) ?? Infinity) <= level)
  return next ? before(next, source) : { kind: 'found', end: source.length, isOpen: false }
}

function levelOf(token: Token | undefined): number | undefined {
  return token?.type === 'heading_open' ? Number(token.tag.slice(1)) : undefined
}

function before({ map, markup }: Token, source: string): Section {
  const start = startOfLine(map?.[0] ?? 0, source)
  let text = start
  while (isBlank(source.charCodeAt(text - 1))) text -= 1
  // The rest of its line.
  lineEnd.lastIndex = text
  lineEnd.exec(source)
  const end = lineEnd.lastIndex
  return { kind: 'found', end, isOpen: end === start && !markup.startsWith('#') }
}

/** As the parser counts lines. */
function startOfLine(line: number, source: string): number {
  lineEnd.lastIndex = 0
  for (let number = 0; number < line; number += 1) lineEnd.exec(source)
  return lineEnd.lastIndex
}

const lineEnd = /\r\n?|\n/g

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d
}
