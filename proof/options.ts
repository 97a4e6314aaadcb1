import { parseArgs } from 'node:util'
import { flagLines, numberOf } from '../tools/flags.ts'
import type { CommandLine } from '../tools/program.ts'
import type { Fault } from './fault.ts'

type Faults = Readonly<Record<string, Pick<Fault, 'title'>>>

export interface Options {
  /** The names of faults, in order. */
  readonly faults: readonly string[]
  /** Undefined: one is installed, and removed at the end. */
  readonly release: string | undefined
  readonly namespace: string
  readonly image: string
  readonly nextImage: string | undefined
  readonly rate: number
  readonly outageSeconds: number
  readonly calmSeconds: number
  /** Where the report goes; undefined: nowhere. */
  readonly output: string | undefined
}

const flags = {
  faults: { type: 'string', meaning: 'LIST of those to do, by name; default: all' },
  release: {
    type: 'string',
    meaning: 'NAME of an installed release; default: one is installed, and removed at the end',
  },
  namespace: { type: 'string', meaning: 'NAME where that release is (default)' },
  image: { type: 'string', meaning: 'IMAGE of the API, which the nodes have or can pull (wiki-service:0.1.0)' },
  'next-image': { type: 'string', meaning: 'IMAGE with one more migration, for api-upgrade' },
  rate: { type: 'string', meaning: 'N requests per second, half of them through the ingress (200)' },
  outage: { type: 'string', meaning: 'N seconds that faults last which do not end by themselves (10)' },
  calm: { type: 'string', meaning: 'N seconds before each fault, and after it (8)' },
  output: { type: 'string', meaning: 'DIRECTORY of the report (docs/proof)' },
  quick: { type: 'boolean', meaning: 'outages of 4 s, calms of 2 s, and no report unless --output is given' },
  help: { type: 'boolean', short: 'h', meaning: 'this text' },
} as const

/** @param faults all that there are @param folder of the report, unless the words say otherwise */
export function parseCommandLine(words: readonly string[], faults: Faults, folder: string): CommandLine<Options> {
  try {
    const { values } = parseArgs({ args: [...words], options: flags })
    if (values.help) return { kind: 'help', text: helpText(faults) }
    const [outage, calm] = values.quick ? [4, 2] : [10, 8]
    const options = {
      faults: values.faults?.split(',').map((name) => known(name, faults)) ?? Object.keys(faults),
      release: values.release,
      namespace: values.namespace ?? 'default',
      image: values.image ?? process.env['WIKI_IMAGE'] ?? 'wiki-service:0.1.0',
      nextImage: values['next-image'],
      rate: numberOf('rate', values.rate, { otherwise: 200, least: 1 }),
      outageSeconds: numberOf('outage', values.outage, { otherwise: outage, least: 1 }),
      calmSeconds: numberOf('calm', values.calm, { otherwise: calm, least: 1 }),
      output: values.output ?? (values.quick ? undefined : folder),
    }
    return { kind: 'run', options }
  } catch (error) {
    return { kind: 'wrong', problem: error instanceof Error ? error.message : String(error) }
  }
}

function known(name: string, faults: Faults): string {
  if (Object.hasOwn(faults, name)) return name
  throw new Error(`no fault ${JSON.stringify(name)}: one of ${Object.keys(faults).join(', ')}`)
}

function helpText(faults: Faults): string {
  return `Usage: npm run proof -- [flags]

Does one bad thing after another to the wiki in the cluster of the current kubeconfig while it is used, and reports what its
clients noticed: failed requests, gaps, lost or doubled rows. Needs the rights of an administrator: some faults are done by
privileged pods. What it installs it removes at the end, also after Ctrl-C; in a release of yours its rows remain.

${flagLines(flags)}

Faults:
${Object.entries(faults)
  .map(([name, { title }]) => `  ${name.padEnd(23)} ${title}`)
  .join('\n')}

Exit codes: 0 all held, 1 something did not hold or could not be done, 2 wrong command line, 130 and 143 interrupted.
`
}
