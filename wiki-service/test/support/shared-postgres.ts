import { fileURLToPath } from 'node:url'
import { startSharedServer } from './postgres.ts'
import { makeDataDirectory } from './data-directory.ts'

/**
 * For `node --test --test-global-setup`: one PostgreSQL for all test files of a run, and everything else that is too
 * costly to create for each.
 */
const scope = new AsyncDisposableStack()

export async function globalSetup(): Promise<void> {
  process.env['NODE_COMPILE_CACHE'] ??= fileURLToPath(new URL('../../node_modules/.cache/node', import.meta.url))
  const [server, directory] = await Promise.all([startSharedServer(), makeDataDirectory()])
  process.env['WIKI_TEST_POSTGRES_URL'] = scope.use(server).url
  process.env['WIKI_TEST_DATA_DIRECTORY'] = scope.use(directory).path
}

export async function globalTeardown(): Promise<void> {
  await scope.disposeAsync()
}
