import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import { number, numbers, type Statement, statements, text } from '../../src/database/statement.ts'
import { createDatabase } from '../support/postgres.ts'

test('a migrated database can prepare every statement of the service, and each name is unique', async () => {
  // Statements register themselves when they are loaded, and this loads all of them.
  await import('../../src/serve.ts')
  await using database = await createDatabase()
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  try {
    assert.ok(statements.length >= 8, `${statements.length} statements`)
    assert.equal(new Set(statements.map((statement) => statement.name)).size, statements.length)
    for (const statement of statements) {
      const { name } = statement
      await assert.doesNotReject(client.query(`prepare "${name}" as ${statement.text}`), name)
      await assertReaders(statement, client)
    }
  } finally {
    await client.end()
  }
})

/** The types that each reader supports. */
const typesRead = new Map<unknown, readonly string[]>([
  [number, ['integer', 'numeric']],
  [numbers, ['integer[]']],
  [text, ['text', 'timestamp with time zone']],
])

async function assertReaders({ name, columns }: Statement<readonly unknown[]>, client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ types: readonly string[] | null }>(
    'select result_types::text[] as types from pg_prepared_statements where name = $1',
    [name],
  )
  const types = rows[0]?.types ?? []
  assert.equal(columns.length, types.length, `columns of ${name}`)
  types.forEach((type, index) => assert.ok(typesRead.get(columns[index])?.includes(type), `${name}: a ${type}`))
}
