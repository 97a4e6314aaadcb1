import { serialize } from 'pg-protocol'
import type pg from 'pg'
import { PreparedRun } from './prepared-run.ts'
import type { SessionSetting } from './session-settings.ts'
import { parameterText, type Parameter, type Statement } from './statement.ts'

/**
 * One run of a statement on a connection whose session belongs to a pooler. It leaves nothing behind: the statement has
 * no name, and its settings apply only to its transaction, which lasts from its first message to the Sync. Everything
 * is sent in one write.
 */
export class SharedRun<Row extends readonly unknown[]> extends PreparedRun<Row> {
  readonly #messages: Buffer
  #isSet = false

  constructor(
    statement: Statement<Row>,
    values: readonly Parameter[],
    settings: readonly SessionSetting[],
    done: (error: unknown, rows: Row[]) => void,
  ) {
    super({ ...statement, name: '' }, values, done)
    this.#messages = Buffer.concat([
      ...run(setForTransaction, [settings.map(([name]) => name), settings.map(([, value]) => value)]),
      ...run(statement.text, values),
      serialize.sync(),
    ])
  }

  override submit(connection: pg.Connection): void {
    connection.stream.write(this.#messages)
  }

  override handleDataRow(row: { readonly fields: readonly (string | null)[] }): void {
    if (this.#isSet) super.handleDataRow(row)
  }

  override handleCommandComplete(): void {
    if (this.#isSet) super.handleCommandComplete()
    this.#isSet = true
  }
}

const setForTransaction =
  'select count(set_config(name, value, true)) from unnest($1::text[], $2::text[]) as setting (name, value)'

function run(text: string, values: readonly Parameter[]): Buffer[] {
  return [
    serialize.parse({ name: '', text, types: [] }),
    serialize.bind({ statement: '', values: values.map(parameterText) }),
    serialize.execute(),
  ]
}
