/**
 * Appends text to a page, or to the section under a heading, before the next heading of the same or a higher level. The
 * text begins on its own line; nothing else changes.
 * @returns undefined if the page has no such heading
 */
export function appended(source: string, addition: string, heading?: string): string | undefined {
  if (heading === undefined) return joined(source, addition, '')
  const headings = headingsOf(source)
  const index = headings.findIndex(({ text }) => text === heading.trim())
  const found = headings[index]
  if (found === undefined) return undefined
  const next = headings.slice(index + 1).find(({ level }) => level <= found.level)
  if (next === undefined) return joined(source, addition, '')
  // Blank lines before the next heading stay there.
  const section = source.slice(0, next.start).trimEnd()
  return joined(
    source.slice(0, Math.max(section.length, found.end)),
    addition,
    source.slice(Math.max(section.length, found.end)),
  )
}

interface Heading {
  readonly level: number
  /** As written, without markup. */
  readonly text: string
  readonly start: number
  readonly end: number
}

/** CommonMark 0.31.2, sections 4.2, 4.3 and 4.5: headings of the page itself, outside of fenced code. */
function headingsOf(source: string): Heading[] {
  const headings: Heading[] = []
  let fence: string | undefined
  let paragraph: { text: string; start: number } | undefined
  for (const { text: line, start, end } of linesOf(source)) {
    const mark = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/.exec(line)?.[1]
    const atx = /^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$/.exec(line)
    const underline = /^ {0,3}(=+|-+)[ \t]*$/.exec(line)?.[1]
    if (fence !== undefined) {
      if (mark?.startsWith(fence) && line.trim() === mark) fence = undefined
    } else if (mark !== undefined) fence = mark
    else if (atx !== null) headings.push({ level: atx[1]?.length ?? 1, text: (atx[2] ?? '').trim(), start, end })
    else if (underline !== undefined && paragraph !== undefined)
      headings.push({ level: underline.startsWith('=') ? 1 : 2, text: paragraph.text, start: paragraph.start, end })
    const isText = fence === undefined && atx === null && underline === undefined && /^ {0,3}[^\s>*+#-]/.test(line)
    paragraph = isText ? { text: line.trim(), start } : undefined
  }
  return headings
}

interface Line {
  readonly text: string
  readonly start: number
  /** End of its text, excluding the line ending. */
  readonly end: number
}

function* linesOf(source: string): Generator<Line> {
  for (let start = 0; start < source.length;) {
    const lineEnd = source.indexOf('\n', start)
    const end = lineEnd === -1 ? source.length : lineEnd
    const text = source.slice(start, end)
    yield { text: text.endsWith('\r') ? text.slice(0, -1) : text, start, end }
    start = end + 1
  }
}

function joined(before: string, addition: string, after: string): string {
  const gap = before === '' || before.endsWith('\n') ? '' : '\n'
  return `${before}${gap}${addition}${after === '' || after.startsWith('\n') || addition.endsWith('\n') ? '' : '\n'}${after}`
}
