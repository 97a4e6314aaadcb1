import { type Options, parseCommandLine } from './options.ts'
import { newestResult, readResult, resultsFolder, saveResult } from './report/results-folder.ts'
import type { Result } from './report/result.ts'
import { resultTable } from './report/table.ts'
import { run } from './run.ts'

/** `npm run bench`: see `--help`, and docs/performance.md. @returns the exit code */
async function main(words: readonly string[]): Promise<number> {
  const command = parseCommandLine(words, resultsFolder)
  switch (command.kind) {
    case 'help':
      process.stdout.write(command.text)
      return 0
    case 'wrong':
      process.stderr.write(`bench: ${command.problem}\nbench: see npm run bench -- --help\n`)
      return 2
    case 'run':
      return measure(command.options)
    default:
      return command satisfies never
  }
}

const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const

async function measure(options: Options): Promise<number> {
  const interruption = new AbortController()
  let interrupted: number | undefined
  for (const [name, exitCode] of Object.entries(signals)) {
    process.on(name, () => {
      // Whoever asks twice does not wait: what is left ends by itself when this process does.
      if (interrupted !== undefined) process.exit(exitCode)
      interrupted = exitCode
      interruption.abort()
    })
  }
  try {
    const { against, output } = options
    const before = await (against === undefined ? newestResult(output ?? resultsFolder) : readResult(against))
    const result = await run(options, process.stderr, interruption.signal)
    process.stdout.write(`${resultTable(result, before)}\n`)
    if (output !== undefined) process.stdout.write(`Written to ${await saveResult(output, result)}\n`)
    return failed(result) ? 1 : 0
  } catch (error) {
    process.stderr.write(
      `bench: ${interrupted === undefined ? reason(error) : 'interrupted; nothing is left running'}\n`,
    )
    return interrupted ?? 1
  }
}

function failed({ scenarios }: Result): boolean {
  return Object.values(scenarios).some(({ failures }) => (failures?.max ?? 0) > 0)
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

process.exitCode = await main(process.argv.slice(2))
