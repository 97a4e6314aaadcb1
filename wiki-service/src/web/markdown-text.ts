import type { Diff } from '../markdown/diff.ts'
import type { Markdown } from '../markdown/markdown.ts'
import type { MergePart } from '../markdown/merge.ts'
import { asSource, bytesOf, fillIn, type Rendering } from '../markdown/rendering.ts'
import { Unavailable } from '../database/unavailable.ts'
import type { PageText } from './page-text.ts'

/** Pages as the Markdown threads render them. */
export async function renderedText(
  markdown: Markdown,
  source: string,
  path: string,
  deadline: number,
): Promise<PageText> {
  const outcome = await markdown.render(source, path, deadline)
  switch (outcome.kind) {
    case 'busy':
      throw new Unavailable('queue_full')
    case 'too_slow':
      return { targets: [], headings: [], opening: '', size: bytesOf([source]), html: () => asSource(source) }
    case 'rendered':
      return textOf(outcome)
    default:
      return outcome satisfies never
  }
}

function textOf(rendering: Rendering): PageText {
  const { pieces, targets, headings, opening } = rendering
  return {
    targets: [...new Set(targets.filter((target) => target !== null))],
    headings,
    opening,
    size: bytesOf(pieces),
    // Like all addresses of a page, these are made relative when it is sent.
    html: (isMissing) => fillIn(rendering, '/', isMissing),
  }
}

export async function mergedParts(
  markdown: Markdown,
  base: string,
  yours: string,
  current: string,
  deadline: number,
): Promise<readonly MergePart[]> {
  const outcome = await markdown.merge(base, yours, current, deadline)
  if (outcome.kind === 'busy') throw new Unavailable('queue_full')
  return outcome.parts
}

export async function comparedTexts(markdown: Markdown, from: string, to: string, deadline: number): Promise<Diff> {
  const outcome = await markdown.diff(from, to, deadline)
  if (outcome.kind === 'busy') throw new Unavailable('queue_full')
  return outcome
}
