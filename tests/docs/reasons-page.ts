import { readFileSync, writeFileSync } from 'node:fs'
import { reasons } from '../../wiki-service/src/database/reasons.ts'

/** docs/database-reasons.md and a part of the runbook, generated from the service's table of reasons. */
export const page = new URL('../../docs/database-reasons.md', import.meta.url)
export const runbook = new URL('../../docs/runbooks/wiki-database-down.md', import.meta.url)

export function reasonsPage(): string {
  return `# Why the database cannot be used

The service reports the cause and the fix in the log (\`reason\`), in the body of a 503 from \`/health/ready\`, and when
\`wiki-service migrate\` fails. No reason contains an address, a user or data. An error that is not in the table is reported with its
[SQLSTATE](https://www.postgresql.org/docs/current/errcodes-appendix.html). \`npm run docs\` generates this page.

${table()}

An invalid setting is different: the service exits immediately with code 78 and names the setting.
`
}

/** The expected runbook: the text between its two marks is generated. */
export function runbookWithReasons(text: string): string {
  return text.replace(/(<!-- reasons:.*-->\n)[^]*?(\n<!-- end of reasons -->)/, `$1\n${table()}\n$2`)
}

function table(): string {
  const rows = reasons.map(({ cause, remedy }) => `| ${cause} | ${remedy} |`.replaceAll(' | |', ' |'))
  return ['| Cause | Fix |', '| --- | --- |', ...new Set(rows)].join('\n')
}

if (import.meta.main) {
  writeFileSync(page, reasonsPage())
  writeFileSync(runbook, runbookWithReasons(readFileSync(runbook, 'utf8')))
}
