import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempDisposable, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { stringify } from 'yaml'
import type { AlertCase } from './alert-case.ts'
import { alertCases } from './alert-cases.ts'
import { root, ruleFiles, rules } from './committed.ts'
import { program, without } from './program.ts'

const promtool = program('PROMTOOL', 'promtool')
const skip = without(promtool, 'PROMTOOL', 'promtool')
const alerts = rules().filter(({ alert }) => alert !== undefined)

test('every alert has a case in which it fires and one in which it does not', () => {
  for (const { alert } of alerts) {
    const cases = alertCases.filter((candidate) => candidate.alert === alert)
    assert.ok(cases.some(({ fires }) => fires.length > 0) && cases.some(({ fires }) => fires.length === 0), alert)
  }
})

test('promtool accepts the rule files', { skip }, async () => {
  await run(['check', 'rules', '--lint=all', '--lint-fatal', ...ruleFiles.map((file) => path.join(root, file))])
})

for (const alertCase of alertCases) {
  test(`${alertCase.alert} ${alertCase.behaviour}`, { skip }, async () => {
    await using folder = await mkdtempDisposable(path.join(tmpdir(), 'alert-'))
    const file = path.join(folder.path, 'case.yaml')
    await writeFile(file, stringify(unitTest(alertCase), { lineWidth: 0 }))
    await run(['test', 'rules', file])
  })
}

/** promtool's own format of a rule test. */
function unitTest({ alert, step = '15s', series, at, fires }: AlertCase): object {
  const { labels = {}, annotations = {} } = alerts.find((rule) => rule.alert === alert) ?? {}
  return {
    rule_files: ruleFiles.map((file) => path.join(root, file)),
    // Otherwise promtool assumes a minute, and loads no samples after the last full one.
    evaluation_interval: step,
    tests: [
      {
        interval: step,
        input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
        alert_rule_test: [
          {
            alertname: alert,
            eval_time: at,
            exp_alerts: fires.map(({ labels: own, summary }) => ({
              exp_labels: { ...labels, ...own },
              exp_annotations: { ...annotations, summary, description: described(annotations.description ?? '', own) },
            })),
          },
        ],
      },
    ],
  }
}

/** The description with its labels filled in as by Prometheus; the only value shown is the pool's. */
function described(template: string, labels: Readonly<Record<string, string>>): string {
  return template
    .replaceAll(/\{\{ \$labels\.(\w+) \}\}/g, (_, label: string) => labels[label] ?? '')
    .replace('{{ $value }}', '4')
}

async function run(parameters: readonly string[]): Promise<void> {
  assert.ok(promtool)
  await promisify(execFile)(promtool, parameters)
}
