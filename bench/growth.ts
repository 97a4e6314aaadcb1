import { Progress } from '../tools/progress.ts'
import { numberText } from '../tools/number-text.ts'
import { runProgram } from '../tools/program.ts'
import { loads } from './growth/loads.ts'
import { type Options, parseCommandLine } from './growth/options.ts'
import { growthTable, type Row } from './growth/table.ts'
import { openWiki, type Wiki } from './growth/wiki.ts'
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
  const progress = new Progress(process.stderr, sizes.length + loads.length)
  try {
    progress.show('building the service')
    await buildService()
    const wikis: Wiki[] = []
    for (const size of sizes) {
      wikis.push(scope.use(await openWiki(size, (what) => progress.show(what), signal)))
      progress.step(`filled a wiki of ${numberText(size)} pages`)
    }
    const rows: Row[] = []
    for (const load of loads) {
      progress.show(load.title)
      const found = wikis.map((): Readings[] => [])
      for (let round = 0; round < rounds; round += 1)
        for (const [index, wiki] of wikis.entries()) found[index]?.push(await wiki.measure(load, seconds, signal))
      rows.push({ title: load.title, connections: load.connections, wikis: found })
      progress.step(load.title)
    }
    progress.clear()
    process.stdout.write(`${growthTable(sizes, rows)}\n`)
    return rows.some(({ wikis }) => wikis.flat().some(({ failures = 0 }) => failures > 0)) ? 1 : 0
  } finally {
    progress.clear()
  }
}
