import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import { statements } from '../../src/database/statement.ts'
import { createDatabase } from '../support/postgres.ts'

test('every statement of the service is prepared by a migrated database, under a name of its own', async () => {
  // Statements register themselves as they are loaded, and this loads all there are.
  await import('../../src/serve.ts')
  await using database = await createDatabase()
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  try {
    assert.ok(statements.length >= 8, `${statements.length} statements`)
    assert.equal(new Set(statements.map((statement) => statement.name)).size, statements.length)
    for (const { name, text } of statements) {
      await assert.doesNotReject(client.query(`prepare "${name}" as ${text}`), name)
    }
  } finally {
    await client.end()
  }
})
