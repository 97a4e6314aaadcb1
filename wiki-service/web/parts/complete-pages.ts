import type { CompletionContext, CompletionResult } from '@codemirror/autocomplete'
import { siteRoot } from './site-root.ts'

interface Found {
  readonly path: string
  readonly title: string
}

/** After `[[`: titles of pages. */
export async function completePages(context: CompletionContext): Promise<CompletionResult | null> {
  const begun = context.matchBefore(/\[\[[^\]|#\n]*$/)
  if (!begun) return null
  const query = begun.text.slice(2).trim()
  if (query === '' && !context.explicit) return null
  const answer = await fetch(`${siteRoot}search?in=titles&limit=10&q=${encodeURIComponent(query)}`, {
    headers: { accept: 'application/json' },
  })
  if (!answer.ok || context.aborted) return null
  const found = (await answer.json()) as Found[]
  const isClosed = context.state.sliceDoc(context.pos, context.pos + 2) === ']]'
  return {
    from: begun.from + 2,
    filter: false,
    options: found.map(({ path, title }) => ({ label: title, detail: path, apply: path + (isClosed ? '' : ']]') })),
  }
}
