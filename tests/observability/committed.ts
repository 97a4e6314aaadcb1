import { readFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'yaml'
import { artefacts } from '../../observability/artefacts.ts'

export const root = path.join(import.meta.dirname, '../..')

export interface Panel {
  readonly id: number
  readonly type: string
  readonly title: string
  readonly description?: string
  readonly interval?: string
  readonly datasource: { readonly uid: string }
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
  readonly fieldConfig: { readonly defaults: { readonly unit?: string } }
  readonly targets: readonly {
    readonly refId: string
    readonly expr: string
    readonly legendFormat: string
    readonly instant: boolean
  }[]
}

export interface Dashboard {
  readonly uid: string
  readonly title: string
  readonly refresh: string
  readonly time: { readonly from: string; readonly to: string }
  readonly panels: readonly Panel[]
  readonly templating: { readonly list?: readonly { readonly name: string; readonly query: string }[] }
}

export interface Rule {
  readonly record?: string
  readonly alert?: string
  readonly expr: string
  readonly for?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
}

/** An expression as Prometheus receives it, and where it is from. */
export interface Expression {
  readonly where: string
  readonly promql: string
}

export const ruleFiles = Object.keys(artefacts).filter((file) => file.endsWith('.yaml'))
export const dashboardFiles = Object.keys(artefacts).filter((file) => file.endsWith('.json'))

export function committed(file: string): string {
  return readFileSync(path.join(root, file), 'utf8')
}

export function dashboard(file: string): Dashboard {
  return JSON.parse(committed(file)) as Dashboard
}

export function rules(): readonly Rule[] {
  return ruleFiles.flatMap((file) => {
    const { groups } = parse(committed(file)) as { groups: readonly { rules: readonly Rule[] }[] }
    return groups.flatMap((group) => group.rules)
  })
}

/** The expressions of the committed dashboards, with Grafana's variables replaced as Grafana does. */
export function dashboardExpressions(file: string, rateInterval: string): readonly Expression[] {
  const { title, panels, templating } = dashboard(file)
  const targets = panels.flatMap((panel) =>
    panel.targets.map(({ refId, expr }) => ({ where: `${title} › ${panel.title} › ${refId}`, promql: expr })),
  )
  const variables = (templating.list ?? []).map(({ name, query }) => ({
    where: `${title} › variable ${name}`,
    promql: /^label_values\((.+), \w+\)$/.exec(query)?.[1] ?? query,
  }))
  return [...targets, ...variables].map(({ where, promql }) => ({
    where,
    promql: promql.replaceAll('$__rate_interval', rateInterval).replaceAll('$pod', '.+'),
  }))
}

/** The expression of one query of the creation dashboard. */
export function creationPanel(title: string, refId: string, rateInterval: string): string {
  const where = `Creation › ${title} › ${refId}`
  const found = dashboardExpressions('wiki-chart/dashboards/creation.json', rateInterval).find(
    (expression) => expression.where === where,
  )
  if (found === undefined) throw new Error(`no query ${where}`)
  return found.promql
}

export function ruleExpressions(): readonly Expression[] {
  return rules().map(({ record, alert, expr }) => ({ where: record ?? alert ?? 'a rule without a name', promql: expr }))
}
