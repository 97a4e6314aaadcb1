import type { BatchingContext } from '../database/row-reader.ts'
import { changeReader } from '../reading/changes.ts'
import { pageListReader } from '../reading/page-lists.ts'
import { versionReader } from '../reading/versions.ts'
import { surroundingsReader } from '../reading/surroundings.ts'
import { treeReader } from '../reading/tree.ts'
import { viewStates } from '../reading/view-states.ts'
import type { Markdown } from '../markdown/markdown.ts'
import { Assets } from './assets.ts'
import { HomeReader } from './home-reader.ts'
import { comparedTexts, mergedParts, renderedText } from './markdown-text.ts'
import { PageCache } from './page-cache.ts'
import { Trees } from './trees.ts'
import type { Wiki } from './wiki.ts'

const cachedBytes = 24 * 1024 * 1024

export type WikiSources = Pick<Wiki, 'members' | 'users' | 'pages' | 'search' | 'requestDeadlineMs' | 'isDatabaseAway'>

/** The sources of the wiki's pages, on an open database. */
export function openWiki(context: BatchingContext, markdown: Markdown, sources: WikiSources): Wiki {
  const [changes, lists, tree] = [changeReader(context), pageListReader(context), treeReader(context)]
  const trees = new Trees(tree)
  const stamp: Wiki['stamp'] = (deadline) => tree.stamp(deadline)
  return {
    ...sources,
    assets: new Assets(),
    changes,
    lists,
    surroundings: surroundingsReader(context),
    viewState: viewStates(context),
    trees,
    stamp,
    versions: versionReader(context),
    render: (source, path, deadline) => renderedText(markdown, source, path, deadline),
    diff: (from, to, deadline) => comparedTexts(markdown, from, to, deadline),
    merge: (base, yours, current, deadline) => mergedParts(markdown, base, yours, current, deadline),
    cache: new PageCache(cachedBytes),
    home: new HomeReader({ ...sources, changes, lists, stamp, trees }),
  }
}
