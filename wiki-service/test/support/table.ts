import { Client } from 'pg'

/** Writes rows one by one until the connection breaks. @returns how many were acknowledged */
export async function writeUntilBroken(connectionString: string, onFirst: () => void): Promise<number> {
  const client = new Client({ connectionString })
  client.on('error', () => {})
  await client.connect()
  await client.query('create table if not exists rows (number int primary key)')
  for (let written = 0; ; written += 1) {
    try {
      await client.query('insert into rows values ($1)', [written])
    } catch {
      await client.end().catch(() => {})
      return written
    }
    if (written === 50) onFirst()
  }
}

/** Retries for up to half a minute, as a pool does. */
export async function countRows(connectionString: string): Promise<number> {
  return Number(await ask(connectionString, 'select count(*)::int as answer from rows'))
}

export async function ask(connectionString: string, sql: string): Promise<unknown> {
  const deadline = performance.now() + 30_000
  for (;;) {
    const client = new Client({ connectionString })
    client.on('error', () => {})
    try {
      await client.connect()
      const { rows } = await client.query<{ answer: unknown }>(sql)
      return rows[0]?.answer
    } catch (error) {
      if (performance.now() > deadline) throw error
      await new Promise((resolve) => setTimeout(resolve, 20))
    } finally {
      await client.end().catch(() => {})
    }
  }
}
