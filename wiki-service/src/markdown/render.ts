import type { Token } from 'markdown-it'
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

/** @throws as render does */
export function outline(source: string): Outline {
  const headings: string[] = []
  const texts: string[] = []
  let isHeading = false
  for (const { type, children, content } of parser.parse(source, {})) {
    const text = children ? plainText(children) : content.trim()
    if (!isHeading && text !== '') texts.push(text)
    if (isHeading && headings.length < mostHeadings) headings.push(text)
    isHeading = type === 'heading_open'
  }
  return { kind: 'outlined', headings, text: texts.join('\n') }
}

/** Per page. A page of nothing but headings is not meant for reading, and every client would receive all of them. */
const mostHeadings = 1000

function headingsOf(tokens: readonly Token[]): Heading[] {
  return tokens
    .filter((token) => token.type === 'heading_open')
    .slice(0, mostHeadings)
    .map(({ tag, meta }) => ({ level: Number(tag.slice(1)), id: String(meta?.['id']), text: String(meta?.['text']) }))
}
