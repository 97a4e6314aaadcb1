import { allFaults } from '../tests/faults/all.ts'
import { runProgram } from '../tools/program.ts'
import { type Options, parseCommandLine } from './options.ts'
import { proofFolders, recordRun } from './report/recorded-run.ts'
import { terminalTable } from './report/terminal-table.ts'
import { run } from './run.ts'

/** `npm run proof`: see `--help`, and docs/proof. */
process.exitCode = await runProgram({
  name: 'proof',
  commandLine: parseCommandLine(process.argv.slice(2), allFaults, proofFolders),
  run: prove,
  interrupted: 'nothing of it is left in the cluster',
})

async function prove(options: Options, signal: AbortSignal): Promise<number> {
  const { result, broken } = await run(options, process.stderr, signal)
  process.stdout.write(`${terminalTable(result, process.stdout.isTTY)}\n`)
  if (options.output !== undefined) {
    await recordRun(options.output, result)
    process.stdout.write(`Written to ${options.output}\n`)
  }
  if (broken !== undefined) process.stderr.write(`proof: ended early: ${broken}\n`)
  const allHeld = result.trials.every(({ found }) => (found?.problems ?? []).length === 0)
  return broken === undefined && allHeld ? 0 : 1
}
