import { faults } from '../tests/faults/all.ts'
import { type Options, parseCommandLine } from './options.ts'
import { proofFolder, recordRun } from './report/recorded-run.ts'
import { terminalTable } from './report/terminal-table.ts'
import { run } from './run.ts'

/** `npm run proof`: see `--help`, and docs/proof. @returns the exit code */
async function main(words: readonly string[]): Promise<number> {
  const command = parseCommandLine(words, Object.keys(faults), proofFolder)
  switch (command.kind) {
    case 'help':
      process.stdout.write(command.text)
      return 0
    case 'wrong':
      process.stderr.write(`proof: ${command.problem}\nproof: see npm run proof -- --help\n`)
      return 2
    case 'run':
      return prove(command.options)
    default:
      return command satisfies never
  }
}

const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const

async function prove(options: Options): Promise<number> {
  const interruption = new AbortController()
  let interrupted: number | undefined
  for (const [name, exitCode] of Object.entries(signals)) {
    process.on(name, () => {
      // Whoever asks twice does not wait for the cluster to be cleaned up.
      if (interrupted !== undefined) process.exit(exitCode)
      interrupted = exitCode
      interruption.abort()
    })
  }
  try {
    const { result, broken } = await run(options, process.stderr, interruption.signal)
    process.stdout.write(`${terminalTable(result, process.stdout.isTTY)}\n`)
    if (options.output !== undefined) {
      await recordRun(options.output, result)
      process.stdout.write(`Written to ${options.output}\n`)
    }
    if (broken !== undefined) process.stderr.write(`proof: ended early: ${broken}\n`)
    return broken === undefined && result.trials.every(({ found }) => (found?.problems ?? []).length === 0) ? 0 : 1
  } catch (error) {
    if (interrupted === undefined)
      process.stderr.write(`proof: ${error instanceof Error ? error.message : String(error)}\n`)
    else process.stderr.write('proof: interrupted; nothing of it is left in the cluster\n')
    return interrupted ?? 1
  }
}

process.exitCode = await main(process.argv.slice(2))
