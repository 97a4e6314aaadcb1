import { Unavailable } from '../database/unavailable.ts'
import type { Markdown } from '../markdown/markdown.ts'
import type { SectionEnd } from '../markdown/rendering.ts'

/** Analysis of a page's text, done outside of the event loop within a time limit. */
export interface TextWork {
  /**
   * Canonical paths of the pages that the text links to, without repetition; none if the text takes too long.
   * @param path of the page, the base of relative links
   */
  links(source: string, path: string): Promise<readonly string[]>
  outline(source: string): Promise<Outline | 'too_slow'>
  /** Where the section under a heading ends; undefined if there is no such heading, or the text takes too long. */
  section(source: string, heading: string): Promise<SectionEnd | undefined>
  /** Three-way merge by lines. */
  merge(base: string, yours: string, current: string): Promise<MergedText | 'too_slow'>
}

interface Outline {
  readonly headings: readonly string[]
  /** The other words, without markup. */
  readonly text: string
}

type MergedText =
  | { readonly clean: true; readonly content: string }
  | { readonly clean: false; readonly conflicts: readonly TextConflict[] }

export interface TextConflict {
  readonly base: string
  readonly yours: string
  readonly current: string
}

/**
 * Uses the wiki's Markdown; throws Unavailable when there is too much to do.
 * @param waitMs limit of the wait and the work together
 */
export function markdownWork(markdown: Markdown, waitMs: number): TextWork {
  const deadline = () => performance.now() + waitMs
  return {
    async links(source, path) {
      const outcome = notBusy(await markdown.links(source, path, deadline()))
      return outcome.kind === 'too_slow' ? [] : outcome.targets
    },
    async outline(source) {
      const outcome = notBusy(await markdown.outline(source, deadline()))
      return outcome.kind === 'too_slow' ? 'too_slow' : outcome
    },
    async section(source, heading) {
      const outcome = notBusy(await markdown.section(source, heading, deadline()))
      return outcome.kind === 'missing' ? undefined : outcome
    },
    async merge(base, yours, current) {
      const { content, parts } = notBusy(await markdown.merge(base, yours, current, deadline()))
      if (content !== undefined) return { clean: true, content }
      return { clean: false, conflicts: parts.filter((part) => part.kind === 'conflict').map(withoutKind) }
    },
  }
}

function notBusy<Outcome extends { readonly kind: string }>(
  outcome: Outcome,
): Exclude<Outcome, { readonly kind: 'busy' }> {
  if (outcome.kind === 'busy') throw new Unavailable('queue_full')
  return outcome as Exclude<Outcome, { readonly kind: 'busy' }>
}

function withoutKind({ base, yours, current }: TextConflict): TextConflict {
  return { base, yours, current }
}
