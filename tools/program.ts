/** A parsed command line. */
export type CommandLine<Options> =
  | { readonly kind: 'run'; readonly options: Options }
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'wrong'; readonly problem: string }

export interface Program<Options> {
  /** As in `npm run NAME`. */
  readonly name: string
  readonly commandLine: CommandLine<Options>
  /** Does the work, and cleans up even when the signal aborts it. @returns the exit code */
  readonly run: (options: Options, signal: AbortSignal) => Promise<number>
  /** The state after an interruption, for example `nothing is left running`. */
  readonly interrupted: string
}

/** Something remains that should not, as the message says: also said after an interruption. */
export class LeftBehind extends Error {}

const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const

/** Runs a program that may take long, and cleans up when it is interrupted. @returns the exit code */
export async function runProgram<Options>({ name, commandLine, run, interrupted }: Program<Options>): Promise<number> {
  switch (commandLine.kind) {
    case 'help':
      process.stdout.write(commandLine.text)
      return 0
    case 'wrong':
      process.stderr.write(`${name}: ${commandLine.problem}\n${name}: see npm run ${name} -- --help\n`)
      return 2
    case 'run':
      break
    default:
      return commandLine satisfies never
  }
  const interruption = onInterruption()
  try {
    return await run(commandLine.options, interruption.signal)
  } catch (error) {
    const state = interruption.exitCode() === undefined || remains(error) ? reasonOf(error) : interrupted
    process.stderr.write(`${name}: ${interruption.exitCode() === undefined ? '' : 'interrupted; '}${state}\n`)
    return interruption.exitCode() ?? 1
  }
}

/** Whether something was left behind, or could not be removed at the end of its scope. */
function remains(error: unknown): boolean {
  return error instanceof LeftBehind || error instanceof SuppressedError
}

/** Of what failed in cleaning up, and of what had failed before. */
function reasonOf(error: unknown): string {
  if (error instanceof SuppressedError) return `${reasonOf(error.suppressed)}; then ${reasonOf(error.error)}`
  return error instanceof Error ? error.message : String(error)
}

function onInterruption(): { readonly signal: AbortSignal; readonly exitCode: () => number | undefined } {
  const controller = new AbortController()
  let first: number | undefined
  for (const [name, exitCode] of Object.entries(signals)) {
    process.on(name, () => {
      // A second signal skips the cleanup.
      if (first !== undefined) process.exit(exitCode)
      first = exitCode
      controller.abort()
    })
  }
  return { signal: controller.signal, exitCode: () => first }
}
