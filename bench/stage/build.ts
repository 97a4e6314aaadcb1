import { execFile } from 'node:child_process'
import { globSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { built, packageDirectory } from './service.ts'

/** Builds the service unless the build is newer than all of its sources, so that the figures belong to the commit. */
export async function buildService(): Promise<void> {
  const sources = globSync(['src/**/*.ts', 'build/*.ts', 'package-lock.json'], { cwd: packageDirectory })
  const builtAt = statSync(built, { throwIfNoEntry: false })?.mtimeMs ?? 0
  if (sources.every((source) => statSync(join(packageDirectory, source)).mtimeMs < builtAt)) return
  await promisify(execFile)('npm', ['run', 'build', '--silent'], { cwd: packageDirectory })
}
