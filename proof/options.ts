import { parseArgs } from 'node:util'
import { flagLines, numberOf } from '../tools/flags.ts'
import type { CommandLine } from '../tools/program.ts'
import type { Fault } from './fault.ts'

type Faults<Described = Pick<Fault, 'title'>> = Readonly<Record<string, Described>>

/** The faults of each kind of database. */
export type FaultsByDatabase<Described = Pick<Fault, 'title'>> = Readonly<Record<DatabaseMode, Faults<Described>>>

/** As in the chart's `database.mode`. */
const databaseModes = ['bundled', 'cnpg'] as const
type DatabaseMode = (typeof databaseModes)[number]

export interface Options {
  /** The names of faults, in order. */
  readonly faults: readonly string[]
  /** Undefined: install one, and remove it at the end. */
  readonly release: string | undefined
  readonly namespace: string
  readonly database: DatabaseMode
  readonly image: string
  readonly nextImage: string | undefined
  readonly nextDatabaseImage: string | undefined
  readonly rate: number
  readonly outageSeconds: number
  readonly calmSeconds: number
  /** Whether gaps must stay within the seconds that a fault allows. */
  readonly boundsGaps: boolean
  /** Folder of the report; undefined: none is written. */
  readonly output: string | undefined
}

const flags = {
  database: {
    type: 'string',
    meaning:
      'MODE of the database: bundled (default), or cnpg, instances of CloudNativePG, whose operator must be installed',
  },
  faults: { type: 'string', meaning: 'LIST of faults to inflict, by name; default: all' },
  release: {
    type: 'string',
    meaning: 'NAME of an installed release; default: install one, and remove it at the end',
  },
  namespace: { type: 'string', meaning: 'NAME of the namespace of that release (default)' },
  image: { type: 'string', meaning: 'IMAGE of the API, which the nodes have or can pull (wiki-service:0.1.0)' },
  'next-image': { type: 'string', meaning: 'IMAGE with one more migration, for api-upgrade' },
  'next-database-image': { type: 'string', meaning: 'IMAGE of a newer PostgreSQL, for postgres-updated' },
  rate: { type: 'string', meaning: 'N requests per second, half of them through the ingress (200)' },
  outage: { type: 'string', meaning: 'N seconds that faults last if they do not end on their own (10)' },
  calm: { type: 'string', meaning: 'N seconds of calm before and after each fault (8)' },
  output: { type: 'string', meaning: 'DIRECTORY of the report (docs/proof, with cnpg docs/proof/cnpg)' },
  quick: {
    type: 'boolean',
    meaning: 'outages of 4 s, calms of 2 s, no bounds in seconds, and no report unless --output is given',
  },
  help: { type: 'boolean', short: 'h', meaning: 'this text' },
} as const

/** @param faults all existing ones @param folders default folders of the report */
export function parseCommandLine(
  words: readonly string[],
  faults: FaultsByDatabase,
  folders: Readonly<Record<DatabaseMode, string>>,
): CommandLine<Options> {
  try {
    const { values } = parseArgs({ args: [...words], options: flags })
    if (values.help) return { kind: 'help', text: helpText(faults) }
    const database = modeOf(values.database ?? 'bundled')
    const [outage, calm] = values.quick ? [4, 2] : [10, 8]
    const options = {
      faults: values.faults?.split(',').map((name) => known(name, faults[database])) ?? Object.keys(faults[database]),
      release: values.release,
      namespace: values.namespace ?? 'default',
      database,
      image: values.image ?? process.env['WIKI_IMAGE'] ?? 'wiki-service:0.1.0',
      nextImage: values['next-image'],
      nextDatabaseImage: values['next-database-image'],
      rate: numberOf('rate', values.rate, { otherwise: 200, least: 1 }),
      outageSeconds: numberOf('outage', values.outage, { otherwise: outage, least: 1 }),
      calmSeconds: numberOf('calm', values.calm, { otherwise: calm, least: 1 }),
      boundsGaps: values.quick !== true,
      output: values.output ?? (values.quick ? undefined : folders[database]),
    }
    return { kind: 'run', options }
  } catch (error) {
    return { kind: 'wrong', problem: error instanceof Error ? error.message : String(error) }
  }
}

function modeOf(text: string): DatabaseMode {
  const mode = databaseModes.find((mode) => mode === text)
  if (mode === undefined)
    throw new Error(`--database must be one of ${databaseModes.join(', ')}, not ${JSON.stringify(text)}`)
  return mode
}

function known(name: string, faults: Faults): string {
  if (Object.hasOwn(faults, name)) return name
  throw new Error(`no fault ${JSON.stringify(name)}: one of ${Object.keys(faults).join(', ')}`)
}

function helpText(faults: FaultsByDatabase): string {
  return `Usage: npm run proof -- [flags]

Inflicts one fault after another on the wiki in the cluster of the current kubeconfig, under load, and reports what clients
noticed: failed requests, gaps, lost or duplicated rows. Requires administrator rights, because privileged pods inflict some faults.
Removes at the end what it has installed, even after Ctrl-C; in an existing release its rows remain.

${flagLines(flags)}

Faults:
${listText(faults.bundled)}

Faults with --database cnpg:
${listText(faults.cnpg)}

Exit codes: 0 everything held, 1 something did not hold or could not be done, 2 invalid command line, 130 and 143 interrupted.
`
}

function listText(faults: Faults): string {
  return Object.entries(faults)
    .map(([name, { title }]) => `  ${name.padEnd(23)} ${title}`)
    .join('\n')
}
