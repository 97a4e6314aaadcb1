import { listDrafts } from './parts/draft-list.ts'
import { watchKeys } from './parts/keys.ts'
import { closeMenus } from './parts/menus.ts'
import { markHeading } from './parts/contents.ts'
import { waitForDatabase } from './parts/away.ts'
import { rememberPage } from './parts/pages-read.ts'
import { localTimes } from './parts/times.ts'
import { watchMerge } from './parts/merge.ts'
import { forgetSaved } from './parts/saved.ts'

/** Enhances every page. Each part does nothing if it has nothing to do. */
localTimes(document)
rememberPage()
forgetSaved()
watchKeys()
closeMenus()
markHeading()
waitForDatabase()
listDrafts()
watchMerge()
