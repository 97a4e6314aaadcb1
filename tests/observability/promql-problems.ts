import { parser } from '@prometheus-io/lezer-promql'
import { foreign, job, targetLabels } from '../../observability/promql/metrics.ts'
import { recordingRules } from '../../observability/rules/recording.ts'
import { catalogue } from '../../wiki-service/src/telemetry/catalogue.ts'

type Node = ReturnType<typeof parser.parse>['topNode']

interface Known {
  readonly labels: readonly string[]
  readonly type: 'counter' | 'gauge'
  readonly job: string | undefined
}

const clusterTotals: ReadonlySet<string> = new Set([catalogue.usersCreated.name, catalogue.postsCreated.name])
const known = knownSeries()

/**
 * Problems of an expression, as text; empty if it names only existing series and aggregates them in an allowed way.
 */
export function problems(promql: string): readonly string[] {
  const found: string[] = []
  parser
    .parse(promql)
    .cursor()
    .iterate((cursor) => {
      if (cursor.type.isError) found.push(`does not parse at ${cursor.from}`)
      if (cursor.name === 'VectorSelector') found.push(...selectorProblems(cursor.node, promql))
      if (cursor.name === 'GroupingLabels') found.push(...groupingProblems(cursor.node, promql))
    })
  return found
}

function selectorProblems(selector: Node, promql: string): readonly string[] {
  const name = texts(selector, 'Identifier', promql)[0] ?? ''
  const metric = known.get(name)
  if (metric === undefined) return [`${name} is not in the catalogue`]
  const matchers = texts(selector, 'LabelMatchers', promql)[0] ?? ''
  const unknown = labelsIn(selector, promql).filter((label) => !metric.labels.includes(label))
  const aggregations = ancestors(selector, 'AggregateExpr').map((node) => texts(node, 'AggregateOp', promql)[0])
  const rated = ancestors(selector, 'FunctionCall').some((node) =>
    ['rate', 'increase', 'irate'].includes(texts(node, 'FunctionIdentifier', promql)[0] ?? ''),
  )
  return [
    ...unknown.map((label) => `${name} has no label ${label}`),
    ...(metric.job !== undefined && !matchers.includes(`job="${metric.job}"`)
      ? [`${name} is not narrowed to the job`]
      : []),
    ...(clusterTotals.has(name) && !(aggregations.length === 1 && aggregations[0] === 'max')
      ? [`${name} is aggregated with ${aggregations.join(', ') || 'nothing'} instead of max`]
      : []),
    ...(rated && metric.type === 'gauge' ? [`rate of the gauge ${name}`] : []),
    ...(!rated && metric.type === 'counter' && !clusterTotals.has(name) ? [`${name} without a rate`] : []),
  ]
}

function groupingProblems(grouping: Node, promql: string): readonly string[] {
  const expression = ancestors(grouping, 'AggregateExpr')[0] ?? ancestors(grouping, 'BinaryExpr')[0]
  const available = new Set(
    selectorsIn(expression).flatMap(
      (selector) => known.get(texts(selector, 'Identifier', promql)[0] ?? '')?.labels ?? [],
    ),
  )
  return labelsIn(grouping, promql)
    .filter((label) => !available.has(label))
    .map((label) => `nothing there has the label ${label}`)
}

function knownSeries(): ReadonlyMap<string, Known> {
  const series = new Map<string, Known>()
  for (const { name, type, labels } of Object.values(catalogue)) {
    const own = [...labels, ...targetLabels]
    if (type !== 'histogram') series.set(name, { labels: own, type, job })
    else {
      series.set(`${name}_bucket`, { labels: [...own, 'le'], type: 'counter', job })
      series.set(`${name}_count`, { labels: own, type: 'counter', job })
      series.set(`${name}_sum`, { labels: own, type: 'counter', job })
    }
  }
  for (const metric of Object.values(foreign)) {
    const { name, type, labels } = metric
    const own = 'job' in metric ? metric.job : name === foreign.up.name ? job : undefined
    series.set(name, { labels: [...labels, ...targetLabels], type, job: own })
  }
  for (const { name } of recordingRules) series.set(name, { labels: ['namespace'], type: 'gauge', job: undefined })
  return series
}

function selectorsIn(expression: Node | undefined): readonly Node[] {
  const found: Node[] = []
  expression?.cursor().iterate((cursor) => {
    if (cursor.name === 'VectorSelector') found.push(cursor.node)
  })
  return found
}

function labelsIn(node: Node, promql: string): readonly string[] {
  const found: string[] = []
  node.cursor().iterate((cursor) => {
    if (cursor.name === 'LabelName') found.push(promql.slice(cursor.from, cursor.to))
  })
  return found
}

function texts(node: Node, child: string, promql: string): readonly string[] {
  return node.getChildren(child).map(({ from, to }) => promql.slice(from, to))
}

function ancestors(node: Node, name: string): readonly Node[] {
  const found: Node[] = []
  for (let parent = node.parent; parent !== null; parent = parent.parent) {
    if (parent.name === name) found.push(parent)
  }
  return found
}
