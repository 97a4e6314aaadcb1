import type { Options } from './options.ts'
import { Progress } from '../tools/progress.ts'
import { numberText } from '../tools/number-text.ts'
import { figures, type FigureName, type Readings, type Result, summarize } from './report/result.ts'
import { buildService } from './stage/build.ts'
import { currentCommit, serviceSources } from '../tools/commit.ts'
import { openDatabase } from './stage/database.ts'
import { describeMachine } from './stage/machine.ts'
import { affordable, type OpenRates, runRound } from './stage/round.ts'
import type { Scenario } from './stage/scenarios.ts'

/**
 * All rounds on one database.
 * @throws if the service or the database does not start, a connection is lost, or the signal aborts
 */
export async function run(options: Options, output: NodeJS.WriteStream, signal: AbortSignal): Promise<Result> {
  const { seconds, warmUpSeconds, users, posts } = options
  const rounds = roundsOf(options)
  const rates = { ...options.rates }
  const at = new Date().toISOString()
  const commit = await currentCommit([...serviceSources, 'bench/**/*.ts', 'tools'])
  const progress = new Progress(output, rounds.flatMap(namesIn).length)
  try {
    progress.show('building the service')
    await buildService()
    signal.throwIfAborted()
    progress.show(`PostgreSQL, with ${numberText(users)} users and ${numberText(posts)} posts`)
    await using database = await openDatabase({ users, posts }, options.databaseUrl)
    const machine = await describeMachine(database.version)
    const readings: Record<string, Readings[]> = {}

    for (const [number, scenarios] of rounds.entries()) {
      const names = namesIn(scenarios)
      const title = (scenario = 'end') => `round ${number + 1} of ${rounds.length}, ${scenario}`
      progress.show(title('start'))
      setRates(rates, readings, scenarios)
      const report = (scenario: string, found: Readings): void => {
        ;(readings[scenario] ??= []).push(found)
        progress.step(`${title(scenario)}: ${digest(found)}`)
        progress.show(title(names[names.indexOf(scenario) + 1]))
      }
      await runRound({ ...options, scenarios }, database, rates, report, signal)
    }
    const settings = { rounds: options.rounds, seconds, warmUpSeconds, users, posts }
    const found = Object.entries(readings).map(([scenario, each]) => [scenario, summarize(each)] as const)
    return { format: 1, at, ...commit, machine, settings, scenarios: Object.fromEntries(found) }
  } finally {
    progress.clear()
  }
}

/** The parts of each round: first the closed loops, then the open ones, whose rates depend on them. */
function roundsOf({ scenarios, rounds }: Options): readonly (readonly Scenario[])[] {
  const loops = [scenarios.filter(({ loop }) => loop === 'closed'), scenarios.filter(({ loop }) => loop === 'open')]
  return loops.filter((loop) => loop.length > 0).flatMap((loop) => Array.from({ length: rounds }, () => loop))
}

function namesIn(scenarios: readonly Scenario[]): readonly string[] {
  return ['start', ...scenarios.map(({ name }) => name), 'memory']
}

/** A single round may be an outlier, so the median counts. */
function setRates(rates: OpenRates, readings: Record<string, Readings[]>, scenarios: readonly Scenario[]): void {
  for (const { kind } of scenarios.filter(({ loop }) => loop === 'open')) {
    const { rate } = summarize(readings[`${kind}:64`] ?? [])
    if (rate !== undefined) rates[kind] ??= affordable(rate.median)
  }
}

const telling: readonly FigureName[] = ['rate', 'p50Ms', 'p99Ms', 'liveMs', 'readyMs', 'idleMiB', 'loadedMiB']

function digest(readings: Readings): string {
  const words = telling.flatMap((name) => {
    const value = readings[name]
    return value === undefined ? [] : `${figures[name].title} ${numberText(value)} ${figures[name].unit}`
  })
  return words.join(', ')
}
