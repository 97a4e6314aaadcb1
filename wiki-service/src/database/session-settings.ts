import { bounds } from './bounds.ts'

/** Name and value of a configuration parameter of PostgreSQL. */
export type SessionSetting = readonly [name: string, value: string]

/** What every statement of the service runs with, whatever the connection string, the role or the database set. */
export const ownSettings: readonly SessionSetting[] = [
  ['lock_timeout', String(bounds.lockTimeoutMs)],
  ['statement_timeout', String(bounds.statementTimeoutMs)],
  ['idle_in_transaction_session_timeout', String(bounds.queryTimeoutMs)],
  // No statement depends on these two; they are fixed so that none ever does.
  ['TimeZone', 'UTC'],
  ['DateStyle', 'ISO'],
  // Every statement goes by key. A plan made once, by index, suits them all, even while statistics still call a table
  // empty; compiling a statement would cost a hundred times its run.
  ['plan_cache_mode', 'force_generic_plan'],
  ['enable_seqscan', 'off'],
  ['jit', 'off'],
]

/**
 * Parses the `options` of a connection: `-c name=value` and `--name=value`, with a backslash before a space within a
 * value.
 * @throws Error for anything else
 */
export function settingsOf(options: string): SessionSetting[] {
  const words = options.match(/(?:\\.|[^\s\\])+/gs)?.map((word) => word.replaceAll(/\\(.)/gs, '$1')) ?? []
  const settings: SessionSetting[] = []
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? ''
    const assignment = word === '-c' ? (words[(index += 1)] ?? '') : word.replace(/^(-c|--)(?=\w)/, '')
    const [, name, value] =
      (assignment === word && word !== '' ? undefined : /^([\w.-]+)=(.*)$/s.exec(assignment)) ?? []
    if (name === undefined || value === undefined)
      throw new Error(`options: only -c name=value and --name=value are supported, not ${JSON.stringify(word)}`)
    settings.push([name.replaceAll('-', '_'), value])
  }
  return settings
}
