import { latest } from '../../reading/changes.ts'
import { shownChanges } from '../shown-changes.ts'
import { segmentTitle } from '../parts/addresses.ts'
import type { Page } from '../parts/frame.ts'
import { emptyView } from '../views/empty.ts'
import { homeView } from '../views/home.ts'
import { deadlineOf, type Wiki } from '../wiki.ts'

const shown = { changes: 20, wanted: 5 } as const

/** The wiki's home: what happened lately, or how to begin. @param origin how the visitor reached it */
export async function homePage(wiki: Wiki, origin: string): Promise<Page> {
  const deadline = deadlineOf(wiki)
  const [changes, wanted, tree] = await Promise.all([
    wiki.changes.latest(latest, 0, shown.changes + 1, deadline),
    wiki.wanted(0, shown.wanted, deadline),
    wiki.trees.around('', deadline),
  ])
  if (changes.length === 0) return emptyView(origin)
  return homeView({
    ...shownChanges(changes, shown.changes, '/wiki/-/changes'),
    wanted: wanted.map(({ path, links }) => ({ path, links, title: segmentTitle(path.split('/').at(-1) ?? '') })),
    tree,
    now: new Date(),
  })
}
