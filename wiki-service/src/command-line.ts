import { parseArgs } from 'node:util'
import { type MemberCommand, memberUsage, readMemberCommand } from './identity/member-command.ts'
import { settings, type Setting } from './settings.ts'

export type Command =
  | { readonly kind: 'serve' }
  | { readonly kind: 'migrate' }
  | { readonly kind: 'version' }
  | { readonly kind: 'members'; readonly command: MemberCommand }
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'wrong'; readonly problem: string }

export function parseCommandLine(words: readonly string[]): Command {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean', short: 'v' },
        name: { type: 'string' },
        email: { type: 'string' },
        role: { type: 'string' },
        scope: { type: 'string' },
        days: { type: 'string' },
      },
    })
    const { help, version, ...options } = values
    if (help) return { kind: 'help', text: helpText() }
    if (version) return { kind: 'version' }
    const [command = 'serve', ...rest] = positionals
    const hasOptions = Object.keys(options).length > 0
    if ((command === 'serve' || command === 'migrate') && rest.length === 0 && !hasOptions) return { kind: command }
    const members = readMemberCommand(positionals, options)
    if (members !== undefined) return { kind: 'members', command: members }
    return {
      kind: 'wrong',
      problem: `unknown command ${JSON.stringify(positionals.join(' '))}; see wiki-service --help`,
    }
  } catch (error) {
    return {
      kind: 'wrong',
      problem: `${error instanceof Error ? error.message.split('. ')[0] : String(error)}; see wiki-service --help`,
    }
  }
}

function helpText(): string {
  return `Usage: wiki-service [serve | migrate | user … | token …] [--help] [--version]

  serve     serve the API until SIGTERM or Ctrl-C (default)
  migrate   bring the database to the newest migration, and exit

${memberUsage}

Settings (environment variables):
${Object.entries(settings)
  .map(([name, setting]) => settingLine(name, setting))
  .join('\n')}

Exit codes: 0 stopped on request, 1 could not start, 2 invalid command line, 78 invalid configuration.
`
}

function settingLine(name: string, setting: Setting): string {
  const more = [setting.default && `default ${setting.default}`, setting.secret && `or ${name}_FILE`]
    .filter(Boolean)
    .join('; ')
  return `  ${name.padEnd(25)} ${setting.meaning}${more ? ` (${more})` : ''}`
}
