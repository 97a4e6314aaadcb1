import { Progress } from '../tools/progress.ts'
import { currentCommit, serviceSources } from '../tools/commit.ts'
import { allFaults } from '../tests/faults/all.ts'
import { Audit } from './audit.ts'
import type { Fault } from './fault.ts'
import type { Options } from './options.ts'
import type { Result, Trial } from './report/result.ts'
import { failedIn, longestGapSeconds, sentIn } from './report/trials.ts'
import { openStage, type Stage } from './stage/stage.ts'
import { tryFault } from './trial.ts'
import { claimOf } from './verdict.ts'

export interface Run {
  readonly result: Result
  /** Why it ended before the last fault. */
  readonly broken?: string
}

/**
 * Inflicts all faults, one after the other, on one release.
 * @throws if there is no release, or the signal aborts; leaves nothing behind either way
 */
export async function run(options: Options, output: NodeJS.WriteStream, signal: AbortSignal): Promise<Run> {
  const at = new Date().toISOString()
  const commit = await currentCommit([...serviceSources, 'wiki-chart', 'proof/**/*.ts', 'tools', 'tests/faults'])
  const progress = new Progress(output, options.faults.length)
  try {
    await using stage = await openStage(options, (what) => progress.show(what))
    await stage.load.pause()
    const audit = await Audit.begin(stage.scene.release, stage.mark)
    await stage.load.resume()
    const trials: Trial[] = []
    let broken: string | undefined
    for (const name of options.faults) {
      signal.throwIfAborted()
      const found = allFaults[options.database][name]
      if (found === undefined) continue
      const fault = options.boundsGaps ? found : withoutBounds(found)
      progress.show(fault.title)
      try {
        const trial = await trialOf(name, fault, stage, audit, options.calmSeconds, signal)
        trials.push(trial)
        progress.step(`${fault.title}: ${digest(trial)}`)
      } catch (error) {
        if (signal.aborted) throw error
        broken = `${name}: ${error instanceof Error ? error.message : String(error)}`
        break
      }
    }
    progress.show('removing what was installed')
    const { rate, outageSeconds } = options
    const cluster = { ...stage.cluster, replicas: stage.scene.release.replicas }
    const { database } = options
    const result: Result = { format: 1, at, ...commit, database, cluster, settings: { rate, outageSeconds }, trials }
    return { result, ...(broken !== undefined && { broken }) }
  } finally {
    progress.clear()
  }
}

/** A machine with other work to do does not allow conclusions about seconds. */
function withoutBounds(fault: Fault): Fault {
  return { ...fault, mustHold: { ...fault.mustHold, gapAtMost: undefined } }
}

async function trialOf(
  name: string,
  fault: Fault,
  stage: Stage,
  audit: Audit,
  calmSeconds: number,
  signal: AbortSignal,
): Promise<Trial> {
  const trial = { fault: name, title: fault.title, claim: claimOf(fault.mustHold) }
  const notDone = fault.impossible?.(stage.scene)
  if (notDone !== undefined) return { ...trial, notDone }
  return { ...trial, found: await tryFault(fault, stage, audit, calmSeconds, signal) }
}

function digest({ notDone, found }: Trial): string {
  if (found === undefined) return `not done: ${notDone ?? ''}`
  return [
    `${sentIn(found)} requests, ${failedIn(found)} failed, longest gap ${longestGapSeconds(found).toFixed(1)} s`,
    `${found.rows.acknowledged} rows acknowledged, ${found.rows.found} found`,
    `${found.edits.acknowledged} edits acknowledged, ${found.edits.found} found`,
    ...found.problems.map((problem) => `NOT HELD: ${problem}`),
  ].join('; ')
}
