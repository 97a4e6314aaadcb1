import { loneCall } from '../database/lone-call.ts'
import type { BatchingContext } from '../database/row-reader.ts'
import { statement, text } from '../database/statement.ts'
import { Unavailable } from '../database/unavailable.ts'
import type { Markdown } from '../markdown/markdown.ts'
import { asSource, fillIn } from '../markdown/rendering.ts'

/**
 * Renders a text as a page shows it.
 * @param path canonical path of the page; empty if not yet known
 * @param root of this site as the client sees it; ends in a slash
 * @param deadline in milliseconds of performance.now(); throws Unavailable when it passes
 */
export type PageHtml = (source: string, path: string, root: string, deadline: number) => Promise<string>

export function pageHtml(markdown: Markdown, context: BatchingContext): PageHtml {
  const live = loneCall(livePaths, 'readLanes', context)
  return async (source, path, root, deadline) => {
    const outcome = await markdown.render(source, path, deadline)
    switch (outcome.kind) {
      case 'busy':
        throw new Unavailable('queue_full')
      case 'too_slow':
        return asSource(source)
      case 'rendered': {
        const targets = [...new Set(outcome.targets.filter((target) => target !== null))]
        const found = targets.length === 0 ? [] : await live([targets], deadline)
        const known = new Set(found.map(([path]) => path))
        return fillIn(outcome, root, (target) => !known.has(target))
      }
      default:
        return outcome satisfies never
    }
  }
}

/** A former path of a page counts, because it leads to the page. */
const livePaths = statement<readonly [string]>(
  'preview.livePaths',
  [text],
  `
  select paths.path from paths join posts on posts.id = paths.post_id and posts.path is not null
  where paths.path = any($1::text[])`,
)
