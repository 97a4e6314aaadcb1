import { model } from './dashboards/board.ts'
import { creation } from './dashboards/creation.ts'
import { operations } from './dashboards/operations.ts'
import { alerts } from './rules/alerts.ts'
import { instanceAlerts } from './rules/instance-alerts.ts'
import { recordingRules } from './rules/recording.ts'
import { alertFile, recordingFile } from './rules/rule-file.ts'

/** Every generated file: its path from the root of the repository, and its text. */
export const artefacts: Readonly<Record<string, string>> = {
  'wiki-chart/dashboards/creation.json': model(creation),
  'wiki-chart/dashboards/operations.json': model(operations),
  'wiki-chart/rules/recording.yaml': recordingFile(recordingRules),
  'wiki-chart/rules/alerts.yaml': alertFile([...alerts, ...instanceAlerts]),
}
