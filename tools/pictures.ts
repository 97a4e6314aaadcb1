import { fileURLToPath } from 'node:url'
import { buildAssets } from '../wiki-service/build/assets.ts'
import { type Api, startApi } from '../wiki-service/test/support/api.ts'
import { openBrowser } from '../wiki-service/test/support/browser.ts'

/** `npm run pictures`: takes the pictures of README.md and the docs from the real wiki. Requires Chromium. */
const folder = fileURLToPath(new URL('../docs/images/', import.meta.url))

const backup = `Backups run **every night at 03:15** and are kept for seven days. A restore takes the newest dump, all of it or nothing.

## Make a backup now

\`\`\`sh
kubectl create job --from=cronjob/wiki-backup backup-now
kubectl wait --for=condition=complete job/backup-now
\`\`\`

## Restore

1. Tell the [[Operations]] channel.
2. Run the job; the wiki answers with old data meanwhile.

| Dump | Kept for |
| --- | --- |
| nightly | 7 days |
| before an upgrade | until the next one |

See also [[On call]].
`

const pages = [
  { title: 'Handbook', path: 'handbook', content: 'How we work.' },
  { title: 'Operations', path: 'operations', content: 'Everything that keeps the wiki running: [[Handbook/Backup]].' },
  { title: 'Backup and restore', path: 'handbook/backup', content: backup },
  {
    title: 'Onboarding',
    path: 'handbook/onboarding',
    content: 'Your first week. Read [[handbook/backup|about backups]].',
  },
]

await using scope = new AsyncDisposableStack()
await buildAssets()
const api = scope.use(await startApi())
const browser = scope.adopt(await openBrowser(), (opened) => opened.close())
await fill(api)

for (const colorScheme of ['light', 'dark'] as const) {
  const page = await browser.newPage({ colorScheme, viewport: { width: 1280, height: 880 } })
  await page.goto(`${api.url}/wiki/handbook/backup`)
  await page.screenshot({ path: `${folder}wiki-page-${colorScheme}.png` })
  await page.close()
}

async function fill(api: Api): Promise<void> {
  for (const name of ['Ana Ruiz', 'Ben Okafor']) await api.post('/users', { name })
  for (const [index, page] of pages.entries()) await api.post('/pages', { user_id: (index % 2) + 1, ...page })
  await api.post('/pages/3/append', {
    user_id: 2,
    content: 'Questions go to the on-call engineer.',
    summary: 'Say whom to ask',
  })
}
