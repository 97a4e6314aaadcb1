import { parseArgs } from 'node:util'
import { flagLines, numberOf } from '../../tools/flags.ts'
import type { CommandLine } from '../../tools/program.ts'

export type Options = {
  /** Numbers of pages, the first of which the others are compared with. */
  readonly sizes: readonly number[]
  readonly rounds: number
  readonly seconds: number
}

const flags = {
  sizes: { type: 'string', meaning: 'LIST of numbers of pages (1000,100000)' },
  rounds: { type: 'string', meaning: 'N times each load (3)' },
  seconds: { type: 'string', meaning: 'N seconds to measure each load (3)' },
  help: { type: 'boolean', short: 'h', meaning: 'this text' },
} as const

export function parseCommandLine(words: readonly string[]): CommandLine<Options> {
  try {
    const { values } = parseArgs({ args: [...words], options: flags })
    if (values.help) return { kind: 'help', text: helpText }
    const sizes = (values.sizes ?? '1000,100000').split(',')
    const options = {
      sizes: sizes.map((size) => numberOf('sizes', size, { otherwise: Number.NaN, least: 4, whole: true })),
      rounds: numberOf('rounds', values.rounds, { otherwise: 3, least: 1, whole: true }),
      seconds: numberOf('seconds', values.seconds, { otherwise: 3, least: 0.1 }),
    }
    return { kind: 'run', options }
  } catch (error) {
    return { kind: 'wrong', problem: error instanceof Error ? error.message : String(error) }
  }
}

const helpText = `Usage: npm run bench:growth -- [flags]

Fills wikis of different sizes through the API, each with its own PostgreSQL (fsync on), sends them the same loads in turns, and
prints a table: CPU per request of the service and PostgreSQL together, and how much more it is than in the first wiki.

${flagLines(flags)}

To fill a wiki with 100,000 pages takes some minutes and 1.5 GB in the temporary folder.

Exit codes: 0 measured, 1 could not measure or requests failed, 2 wrong command line, 130 and 143 interrupted.
`
