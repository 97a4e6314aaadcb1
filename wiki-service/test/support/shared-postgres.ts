import { startSharedServer } from './postgres.ts'

/** For `node --test --test-global-setup`: one PostgreSQL for all test files of a run. */
let stop: (() => Promise<void>) | undefined

export async function globalSetup(): Promise<void> {
  const server = await startSharedServer()
  process.env['WIKI_TEST_POSTGRES_URL'] = server.url
  stop = async () => server[Symbol.asyncDispose]()
}

export async function globalTeardown(): Promise<void> {
  await stop?.()
}
