import { fileURLToPath } from 'node:url'

/**
 * What tests start as the service: in `npm test` the build that ships, which starts with half the work; for a single
 * file the sources, which nobody needs to build first.
 */
export const program = inPackage(process.env['WIKI_TEST_PROGRAM'] ?? 'src/main.ts')

/** For tests that alter its modules. */
export const sourceProgram = inPackage('src/main.ts')

function inPackage(path: string): string {
  return fileURLToPath(new URL(path, new URL('../../', import.meta.url)))
}
