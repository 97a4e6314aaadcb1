import type { Api } from '../wiki-service/test/support/api.ts'

/** Pages as a team would have them: `handbook/onboarding` in two versions, and what it links to. */
export async function fillWiki(api: Api): Promise<void> {
  for (const name of ['Ana Ruiz', 'Tomas Okafor']) await api.post('/users', { name })
  for (const [title, path, content, user_id, summary] of [
    ['Release checklist', 'engineering/release-checklist', 'Use this list for every release.', 2, ''],
    [
      'Accounts and access',
      'handbook/accounts',
      'New colleagues get these before day one, see [[handbook/onboarding]].',
      2,
      '',
    ],
    ['Onboarding', 'handbook/onboarding', onboarding.replace('Friday', 'Thursday'), 1, 'first draft'],
  ])
    await api.post('/pages', { user_id, title, path, content, summary })
  const edit = { user_id: 1, content: onboarding, summary: 'the Friday before' }
  await api.send('PATCH', '/pages/3', edit, { 'if-match': '"1"' })
}

const onboarding = `You join a team of nineteen that runs appointment booking for some four hundred clinics. Nobody expects you to ship in your first week. We do expect questions, and corrections: if a page here is wrong, fix it.

## Before day one

Your buddy works through this list with you, at the latest on the Friday before you start.

- [x] Contract and tax form are signed
- [x] Laptop is ordered, Linux or macOS
- [ ] Accounts exist: mail, chat, repository, this wiki

Who grants which account, and how fast, is in [[handbook/accounts|Accounts and access]]. Rooms and desks are on the [[handbook/desk-map|Desk map]].

## Set up your laptop

\`\`\`bash
git clone git@git.lantern.example:clinic/booking.git
make setup    # Node.js, PostgreSQL and a made-up clinic
\`\`\`

### When make setup fails

Nine times out of ten port 5432 is taken. Set \`PGPORT=5433\` in \`.env\`.
`
