import { serialize } from 'pg-protocol'
import type pg from 'pg'
import { PreparedRun, type PreparingConnection } from './prepared-run.ts'
import type { SessionSetting } from './session-settings.ts'
import { parameterText, type Parameter, type Statement } from './statement.ts'

export interface SettingsChange {
  readonly settings: readonly SessionSetting[]
  /** Whether they apply only to this transaction, or to everything that the connection runs afterwards. */
  readonly isLocal: boolean
}

/**
 * One run of a statement after a change of settings, in one transaction, which lasts from its first message to the
 * Sync. Everything is sent in one write. When the statement fails, the server takes the change back.
 */
export class SettingsRun<Row extends readonly unknown[]> extends PreparedRun<Row> {
  readonly #change: SettingsChange
  readonly #values: readonly Parameter[]
  #isSet = false

  /** @param statement without a name on a connection whose session belongs to a pooler: it leaves nothing behind */
  constructor(
    statement: Statement<Row>,
    values: readonly Parameter[],
    change: SettingsChange,
    done: (error: unknown, rows: Row[]) => void,
  ) {
    super(statement, values, done)
    this.#change = change
    this.#values = values
  }

  override submit(connection: pg.Connection): void {
    const { stream, parsedStatements } = connection as PreparingConnection
    const { settings, isLocal } = this.#change
    const set = [
      parse('', setSettings),
      ...run('', [settings.map(([name]) => name), settings.map(([, value]) => value), isLocal]),
    ]
    const prepare = parsedStatements[this.name] === undefined ? [parse(this.name, this.text)] : []
    // With a name first: the client takes the first answer to a Parse for that to the statement. Without, last: the next
    // one without a name would replace it.
    const messages = this.name === '' ? [...set, ...prepare] : [...prepare, ...set]
    stream.write(Buffer.concat([...messages, ...run(this.name, this.#values), serialize.sync()]))
  }

  override handleDataRow(row: { readonly fields: readonly (string | null)[] }): void {
    if (this.#isSet) super.handleDataRow(row)
  }

  override handleCommandComplete(): void {
    if (this.#isSet) super.handleCommandComplete()
    this.#isSet = true
  }
}

const setSettings =
  'select count(set_config(name, value, $3::bool)) from unnest($1::text[], $2::text[]) as setting (name, value)'

function parse(name: string, text: string): Buffer {
  return serialize.parse({ name, text, types: [] })
}

function run(name: string, values: readonly Parameter[]): Buffer[] {
  return [serialize.bind({ statement: name, values: values.map(parameterText) }), serialize.execute()]
}
