import { stringify } from 'yaml'
import type { Alert } from './alerts.ts'
import type { Recorded } from './recording.ts'

/** A Prometheus rule file, which is also the `spec` of a PrometheusRule. */
export function recordingFile(rules: readonly Recorded<string>[]): string {
  return ruleFile(
    'wiki-recording',
    rules.map(({ name, expression }) => ({ record: name, expr: expression.promql })),
  )
}

export function alertFile(alerts: readonly Alert[]): string {
  return ruleFile(
    'wiki-alerts',
    alerts.map((alert) => ({
      alert: alert.name,
      expr: alert.expression.promql,
      for: alert.for,
      labels: { severity: alert.severity },
      annotations: {
        summary: alert.summary,
        description: alert.description,
        runbook_url: runbookPath(alert),
      },
    })),
  )
}

/** Path from the root of the repository. */
function runbookPath(alert: Alert): string {
  const kebab = alert.name.replaceAll(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase()
  return `docs/runbooks/${kebab}.md`
}

function ruleFile(group: string, rules: readonly object[]): string {
  const header = '# Generated from observability/ by `npm run observability`. Do not edit.\n'
  return header + stringify({ groups: [{ name: group, interval: '15s', rules }] }, { lineWidth: 0 })
}
