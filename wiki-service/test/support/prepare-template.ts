import { Client } from 'pg'
import { migrate } from '../../src/database/migrate.ts'

/**
 * Brings the database `wiki_template` into the state that every test's database starts from. Runs once for each server.
 * Every connection is closed before it returns: PostgreSQL copies no database that is in use.
 */
export async function prepareTemplate(url: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await migrate(client, () => {})
  } finally {
    await client.end()
  }
}
