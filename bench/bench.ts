import { runProgram } from '../tools/program.ts'
import { type Options, parseCommandLine } from './options.ts'
import { newestResult, readResult, resultsFolder, saveResult } from './report/results-folder.ts'
import type { Result } from './report/result.ts'
import { resultTable } from './report/table.ts'
import { run } from './run.ts'

/** `npm run bench`: see `--help`, and docs/performance.md. */
process.exitCode = await runProgram({
  name: 'bench',
  commandLine: parseCommandLine(process.argv.slice(2), resultsFolder),
  run: measure,
  interrupted: 'nothing is left running',
})

async function measure(options: Options, signal: AbortSignal): Promise<number> {
  const { against, output } = options
  const before = await (against === undefined ? newestResult(output ?? resultsFolder) : readResult(against))
  const result = await run(options, process.stderr, signal)
  process.stdout.write(`${resultTable(result, before)}\n`)
  if (output !== undefined) process.stdout.write(`Written to ${await saveResult(output, result)}\n`)
  return failed(result) ? 1 : 0
}

function failed({ scenarios }: Result): boolean {
  return Object.values(scenarios).some(({ failures }) => (failures?.max ?? 0) > 0)
}
