import { bounds } from './bounds.ts'

/** Name and value of a configuration parameter of PostgreSQL. */
export type SessionSetting = readonly [name: string, value: string]

/** What every statement of the service runs with, whatever the connection string, the role or the database say. */
export const ownSettings: readonly SessionSetting[] = [
  ['lock_timeout', String(bounds.lockTimeoutMs)],
  ['statement_timeout', String(bounds.statementTimeoutMs)],
  ['idle_in_transaction_session_timeout', String(bounds.queryTimeoutMs)],
  // Statements do not depend on these two; they are the same in every session so that none comes to.
  ['TimeZone', 'UTC'],
  ['DateStyle', 'ISO'],
  // Every statement goes by key. A plan made once, by index, is right for all of them, also while statistics still say that a
  // table is empty; compiling it would cost a hundred times what it takes.
  ['plan_cache_mode', 'force_generic_plan'],
  ['enable_seqscan', 'off'],
  ['jit', 'off'],
]

/**
 * Reads the `options` of a connection: `-c name=value` and `--name=value`, a backslash before a space that belongs to a value.
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
      throw new Error(`options: only -c name=value and --name=value are known, not ${JSON.stringify(word)}`)
    settings.push([name.replaceAll('-', '_'), value])
  }
  return settings
}
