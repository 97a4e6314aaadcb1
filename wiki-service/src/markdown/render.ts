import type { Token } from 'markdown-it'
import { Destinations } from './destinations.ts'
import { hole, HtmlWriter } from './html-writer.ts'
import { markdownParser } from './parser.ts'
import { plainText } from './plain-text.ts'
import type { Heading, Outline, Rendering } from './rendering.ts'

const parser = markdownParser()

/**
 * @param path canonical path of the page; empty for a text that is not a page yet
 * @throws TooLarge, and whatever a hostile source can provoke: call it only where time and memory are limited
 */
export function render(source: string, path: string): Rendering {
  const tokens = parser.parse(source, {})
  const writer = new HtmlWriter(path)
  const html = writer.write(tokens)
  return {
    kind: 'rendered',
    pieces: html.split(hole),
    targets: writer.targets,
    headings: headingsOf(tokens),
    opening: openingOf(tokens),
  }
}

/** What search engines and messengers show of a page. */
const longestOpening = 160

function openingOf(tokens: readonly Token[]): string {
  const paragraph = tokens.findIndex(({ type, hidden }) => type === 'paragraph_open' && !hidden)
  const text = plainText(tokens[paragraph + 1]?.children ?? [])
  return text.length > longestOpening ? `${text.slice(0, longestOpening).toWellFormed()}\u2026` : text
}

/** @param path as for render */
export function outline(source: string, path: string): Outline {
  const tokens = parser.parse(source, {})
  return {
    kind: 'outlined',
    links: linksOf(tokens, path),
    headings: headingsOf(tokens),
    text: tokens
      .filter((_, index) => !isListed(tokens, index - 1))
      .map((token) => (token.children ? plainText(token.children) : token.content.trim()))
      .filter((text) => text !== '')
      .join('\n'),
  }
}

/**
 * Per page. A page of nothing but headings or links is not meant for reading, and every client would receive all of
 * them.
 */
const most = { headings: 1000, links: 5000 } as const

function headingsOf(tokens: readonly Token[]): Heading[] {
  return tokens
    .filter((token) => token.type === 'heading_open')
    .slice(0, most.headings)
    .map(({ tag, meta }) => ({ level: Number(tag.slice(1)), id: String(meta?.['id']), text: String(meta?.['text']) }))
}

function isListed(tokens: readonly Token[], index: number): boolean {
  return tokens[index]?.type === 'heading_open'
}

function linksOf(tokens: readonly Token[], path: string): string[] {
  const links = new Set<string>()
  const destinations = new Destinations(path)
  for (const token of tokens.flatMap(({ children }) => children ?? [])) {
    if (token.type !== 'link_open' || links.size >= most.links) continue
    const destination = destinations.of(token)
    if (destination.kind === 'internal' && destination.target !== undefined) links.add(destination.target)
  }
  return [...links]
}
