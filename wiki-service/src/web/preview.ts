import type { Wiki } from './wiki.ts'
import { deadlineOf } from './wiki.ts'

/** Renders a text. While the database is down it is unknown which links lead to missing pages. */
export async function previewOf(wiki: Wiki, source: string, path: string): Promise<string> {
  const deadline = deadlineOf(wiki)
  const text = await wiki.render(source, path, deadline)
  const missing =
    wiki.isDatabaseAway() || text.targets.length === 0
      ? undefined
      : (await wiki.surroundings.of(0, text.targets, deadline)).missing
  return text.html((target) => missing?.has(target) ?? false)
}
