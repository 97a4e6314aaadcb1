#!/usr/bin/env node
import { environment } from './environment.ts'
import { readFileSync } from 'node:fs'
import { type Command, parseCommandLine } from './command-line.ts'
import { type Config, ConfigError, readConfig } from './config.ts'
import { manageMembers } from './manage-members.ts'
import { migrateOnce } from './database/migrate-once.ts'
import { packageDirectory } from './package-directory.ts'
import { serve } from './serve.ts'
import { StartFailure } from './start-failure.ts'
import { type Log, openLog } from './telemetry/logger.ts'

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
    case 'members':
      return work(command)
    default:
      return command satisfies never
  }
}

async function work(command: Exclude<Command, { readonly kind: 'help' | 'version' | 'wrong' }>): Promise<number> {
  try {
    const config = readConfig(environment)
    // What a command prints is for scripts.
    const log = openLog(command.kind === 'members' ? 'silent' : config.logLevel)
    try {
      await carriedOut(command, config, log)
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

async function carriedOut(command: Parameters<typeof work>[0], config: Config, log: Log): Promise<void> {
  if (command.kind === 'serve') return serve(config, log, version())
  if (command.kind === 'migrate') return migrateOnce(config, log.logger)
  process.stdout.write(await manageMembers(config, command.command, log.logger))
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
