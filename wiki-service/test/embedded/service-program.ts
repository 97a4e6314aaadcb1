import { startEmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.ts'
import { StartFailure } from '../../src/start-failure.ts'

// The part of serve.ts that runs the database: prints its address, stops it at SIGTERM, and ignores SIGINT.
const [dataDirectory = ''] = process.argv.slice(2)
process.on('SIGINT', () => {})
try {
  const server = await startEmbeddedPostgres({ dataDirectory, log: (message) => console.error(message) })
  const alive = setInterval(() => {}, 60_000)
  process.once('SIGTERM', () => {
    clearInterval(alive)
    void server.stop()
  })
  console.log(server.connectionString)
} catch (error) {
  if (!(error instanceof StartFailure)) throw error
  console.error(error.message)
  process.exitCode = 1
}
