import { readFileSync } from 'node:fs'

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }

export const info = {
  title: 'Nebula Wiki',
  version,
  summary: 'Users and the posts they write.',
  description: `A user has a name, a post has a text and belongs to a user. Both are created once and never change, so whatever this
API has answered stays true.

- **Stored means stored.** A create is answered after its commit. When the database goes away meanwhile, the request waits for it and is then
  carried out exactly once; after some seconds it is answered 503 with \`Retry-After\`.
- **Lists are pages.** They come oldest first, 50 rows at a time unless \`limit\` says otherwise. Follow \`Link: <…>; rel="next"\` until there is none.
- **Errors have one shape**, \`{"detail": …}\`: a sentence, or for 422 a list of what is wrong and where.
- **Numbers may come as text.** \`"1"\`, \`" 1 "\`, \`1.0\` and \`true\` are all 1. Ids that no row can have are answered 404.
- A slash at the end of a path makes no difference. HEAD works wherever GET does.`,
  license: { name: 'Apache-2.0' },
}

export const tags = [
  { name: 'users', description: 'Who writes.' },
  { name: 'posts', description: 'What they write.' },
  { name: 'pages', description: 'Posts with a title, a path and a history.' },
  { name: 'health', description: 'For Kubernetes and load balancers.' },
  { name: 'operations', description: 'For Prometheus.' },
  { name: 'service', description: 'About this service.' },
]
