import { parseArgs } from 'node:util'
import { flagLines, numberOf } from '../tools/flags.ts'
import type { CommandLine } from '../tools/program.ts'
import { type Kind, kinds } from './load/order.ts'
import type { OpenRates } from './stage/round.ts'
import { parseScenario, type Scenario, standard } from './stage/scenarios.ts'

export type Options = {
  readonly scenarios: readonly Scenario[]
  readonly rounds: number
  readonly seconds: number
  readonly warmUpSeconds: number
  readonly users: number
  readonly posts: number
  readonly rates: OpenRates
  readonly databaseUrl: string | undefined
  /** Folder of the results; undefined: nothing is written. */
  readonly output: string | undefined
  readonly against: string | undefined
}

const flags = {
  scenarios: { type: 'string', meaning: 'LIST of load:connections and load:open' },
  rounds: { type: 'string', meaning: 'N times all scenarios, each time with a new process (5)' },
  seconds: { type: 'string', meaning: 'N seconds to measure each load (3)' },
  'warm-up': { type: 'string', meaning: 'N seconds of load before measuring (1)' },
  rates: {
    type: 'string',
    meaning: 'LIST for open loops, such as get=4000,post=1500; default: half of the closed loop',
  },
  users: { type: 'string', meaning: 'N rows at the start (1000)' },
  posts: { type: 'string', meaning: 'N rows at the start (100000)' },
  'database-url': {
    type: 'string',
    meaning: 'URL of a server to use; a database is created there, and dropped at the end',
  },
  output: { type: 'string', meaning: 'DIRECTORY of the results (bench/results)' },
  against: { type: 'string', meaning: 'FILE to compare with; default: the newest in that directory' },
  quick: { type: 'boolean', meaning: 'two rounds of 0.5 s, and no result file unless --output is given' },
  help: { type: 'boolean', short: 'h', meaning: 'this text' },
} as const

/** @param folder default folder of the results */
export function parseCommandLine(words: readonly string[], folder: string): CommandLine<Options> {
  try {
    const { values } = parseArgs({ args: [...words], options: flags })
    if (values.help) return { kind: 'help', text: helpText() }
    const [rounds, seconds, warmUp] = values.quick ? [2, 0.5, 0.3] : [5, 3, 1]
    const options = {
      scenarios: (values.scenarios?.split(',') ?? standard).map(scenarioOf),
      rounds: numberOf('rounds', values.rounds, { otherwise: rounds, least: 1, whole: true }),
      seconds: numberOf('seconds', values.seconds, { otherwise: seconds, least: 0.1 }),
      warmUpSeconds: numberOf('warm-up', values['warm-up'], { otherwise: warmUp, least: 0 }),
      users: numberOf('users', values.users, { otherwise: 1_000, least: 1, whole: true }),
      posts: numberOf('posts', values.posts, { otherwise: 100_000, least: 1, whole: true }),
      rates: Object.fromEntries((values.rates?.split(',') ?? []).map(rateOf)),
      databaseUrl: values['database-url'],
      output: values.output ?? (values.quick ? undefined : folder),
      against: values.against,
    }
    return { kind: 'run', options }
  } catch (error) {
    return { kind: 'wrong', problem: error instanceof Error ? error.message : String(error) }
  }
}

function scenarioOf(name: string): Scenario {
  const scenario = parseScenario(name)
  if (scenario === undefined) throw new Error(`no scenario ${JSON.stringify(name)}: ${scenarioForm}`)
  return scenario
}

function rateOf(word: string): [Kind, number] {
  const [name, rate] = word.split('=')
  const kind = kinds.find((kind) => kind === name)
  if (kind === undefined) throw new Error(`no load ${JSON.stringify(name)} in --rates: one of ${kinds.join(', ')}`)
  return [kind, numberOf('rates', rate, { otherwise: Number.NaN, least: 1 })]
}

const scenarioForm = `a load (${kinds.join(', ')}), a colon, and a number of connections or "open"`

function helpText(): string {
  return `Usage: npm run bench -- [flags]

Measures the built service on a PostgreSQL with fsync on, prints a table beside the last result, and writes a new one.

${flagLines(flags)}

A scenario is ${scenarioForm}.
Default: ${standard.join(',')}
With a number of connections, each sends when it has its answer: rate and CPU per request. With "open", requests are sent at
a fixed rate, whatever became of earlier ones: latency, from the moment each was to be sent.

Exit codes: 0 measured, 1 could not measure or requests failed, 2 wrong command line, 130 and 143 interrupted.
`
}
