import { Client } from 'pg'
import { migrate } from '../../src/database/migrate.ts'

/**
 * Prepares the database `wiki_template`, the initial state of every test's database. Runs once per server. Closes every
 * connection before it returns: PostgreSQL does not copy a database that is in use.
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
