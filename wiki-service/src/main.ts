#!/usr/bin/env node
import { environment } from './environment.ts'
import { readFileSync } from 'node:fs'
import { parseCommandLine } from './command-line.ts'
import { ConfigError, readConfig } from './config.ts'
import { migrateOnce } from './database/migrate-once.ts'
import { packageDirectory } from './package-directory.ts'
import { serve } from './serve.ts'
import { StartFailure } from './start-failure.ts'
import { openLog } from './telemetry/logger.ts'

// Left to end on its own, Node removes its signal handlers some milliseconds earlier: a second Ctrl-C would then kill it.
void run(process.argv.slice(2)).then((exitCode) => process.exit(exitCode))

/** @returns the exit code */
async function run(words: readonly string[]): Promise<number> {
  const command = parseCommandLine(words)
  switch (command.kind) {
    case 'help':
      process.stdout.write(command.text)
      return 0
    case 'version':
      process.stdout.write(`${version()}\n`)
      return 0
    case 'wrong':
      return complain(command.problem, 2)
    case 'serve':
    case 'migrate':
      return work(command.kind)
    default:
      return command satisfies never
  }
}

async function work(kind: 'serve' | 'migrate'): Promise<number> {
  try {
    const config = readConfig(environment)
    const log = openLog(config.logLevel)
    try {
      await (kind === 'serve' ? serve(config, log, version()) : migrateOnce(config, log.logger))
    } finally {
      await log.end()
    }
    return 0
  } catch (error) {
    if (error instanceof ConfigError) return complain(error.message, 78)
    if (error instanceof StartFailure) return complain(error.message, 1)
    throw error
  }
}

function complain(problem: string, exitCode: number): number {
  for (const line of problem.split('\n')) process.stderr.write(`wiki-service: ${line}\n`)
  return exitCode
}

function version(): string {
  const { version } = JSON.parse(readFileSync(new URL('package.json', packageDirectory), 'utf8')) as {
    version: string
  }
  return version
}
