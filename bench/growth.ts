import { Progress } from '../tools/progress.ts'
import { numberText } from '../tools/number-text.ts'
import { runProgram } from '../tools/program.ts'
import { loads } from './growth/loads.ts'
import { type Options, parseCommandLine } from './growth/options.ts'
import { growthTable, type Row } from './growth/table.ts'
import { openWiki, stepsOfWiki, type Wiki } from './growth/wiki.ts'
import type { Readings } from './report/result.ts'
import { buildService } from './stage/build.ts'

/** `npm run bench:growth`: see `--help`, and docs/performance.md. */
process.exitCode = await runProgram({
  name: 'bench:growth',
  commandLine: parseCommandLine(process.argv.slice(2)),
  run: measure,
  interrupted: 'nothing is left running',
})

async function measure({ sizes, rounds, seconds }: Options, signal: AbortSignal): Promise<number> {
  await using scope = new AsyncDisposableStack()
  const steps = 1 + sizes.length * stepsOfWiki + loads.length * rounds
  const progress = new Progress(process.stderr, steps)
  try {
    progress.show('building the service')
    await buildService()
    progress.step('built the service')
    const wikis: Wiki[] = []
    for (const size of sizes) wikis.push(scope.use(await openWiki(size, progress, signal)))
    const rows: Row[] = []
    for (const load of loads) {
      const found = wikis.map((): Readings[] => [])
      for (let round = 1; round <= rounds; round += 1) {
        const title = `${load.title}: round ${round} of ${rounds}`
        for (const [index, wiki] of wikis.entries()) {
          progress.show(`${title}, ${numberText(wiki.size)} pages`)
          found[index]?.push(await wiki.measure(load, seconds, signal))
        }
        progress.step(title)
      }
      rows.push({ title: load.title, connections: load.connections, wikis: found })
    }
    progress.clear()
    process.stdout.write(`${growthTable(sizes, rows)}\n`)
    return rows.some(({ wikis }) => wikis.flat().some(({ failures = 0 }) => failures > 0)) ? 1 : 0
  } finally {
    progress.clear()
  }
}
