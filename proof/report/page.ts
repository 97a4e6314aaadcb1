import { withGeneratedPart } from '../../tools/generated-part.ts'
import { numberText } from '../../tools/number-text.ts'
import type { Result } from './result.ts'
import { tables } from './tables.ts'
import { loadTime, totalsText } from './totals.ts'
import { trialsNotDone } from './trials.ts'

/**
 * @param result undefined: no run is recorded
 * @throws if the page has no place for the generated part
 */
export function pageWith(text: string, result: Result | undefined): string {
  const content = result === undefined ? 'No run is recorded yet.' : part(result)
  const page = result?.database === 'cnpg' ? 'docs/proof/cnpg/README.md' : 'docs/proof/README.md'
  return withGeneratedPart(text, { page, command: 'proof:plot' }, content)
}

function part(result: Result): string {
  return [
    `**${totalsText(result)}.**`,
    circumstances(result),
    '![Answers, failures and latency while each fault is inflicted](proof.svg)',
    ...tables(result),
    ...notDone(result),
  ].join('\n\n')
}

function circumstances(result: Result): string {
  const { at, commit, dirty, cluster, settings, database } = result
  const instances = database === 'cnpg' ? ', three instances of PostgreSQL' : ''
  return (
    `Measured on ${at.slice(0, 10)} at commit \`${commit.slice(0, 7)}\`${dirty ? ' with changes' : ''}: ` +
    `Kubernetes ${cluster.kubernetes}, ${counted(cluster.nodes, 'node')}, ${counted(cluster.replicas, 'replica')} of the API${instances}; ` +
    `${numberText(settings.rate)} requests/s for ${loadTime(result)}; ` +
    `faults that do not end on their own last ${numberText(settings.outageSeconds)} s.`
  )
}

function counted(count: number, thing: string): string {
  return `${numberText(count)} ${thing}${count === 1 ? '' : 's'}`
}

function notDone(result: Result): string[] {
  const list = trialsNotDone(result).map(([title, reason]) => `- ${title}: ${reason}`)
  return list.length === 0 ? [] : [`Not done here:\n\n${list.join('\n')}`]
}
