import { writeFileSync } from 'node:fs'
import { settings, type Setting } from '../../wiki-service/src/settings.ts'

/** docs/configuration.md, generated from the settings that the service reads. */
export const page = new URL('../../docs/configuration.md', import.meta.url)

export function configurationPage(): string {
  return `# Configuration of the service

The service reads its settings from environment variables; an empty one counts as not set. Anything wrong ends it at once, with
every problem in one message and exit code 78. \`wiki-service --help\` prints the same list. \`npm run docs\` writes this page.

| Variable | Default | Meaning |
| --- | --- | --- |
${Object.entries(settings)
  .map(([name, setting]) => row(name, setting))
  .join('\n')}

A variable marked † may also be given as a file: \`DATABASE_URL_FILE=/run/secrets/url\`.

Which database it uses: \`DATABASE_URL\` if set, else \`PGHOST\` and its companions, else an embedded PostgreSQL in \`WIKI_DATA_DIR\`.

The chart has [values of its own](values.md).
`
}

function row(name: string, { default: value, meaning, secret }: Setting): string {
  return `| \`${name}\`${secret ? ' †' : ''} | ${value === undefined ? '' : `\`${value}\``} | ${meaning.replaceAll('|', String.raw`\|`)} |`
}

if (import.meta.main) writeFileSync(page, configurationPage())
