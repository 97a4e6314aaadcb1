import { catalogue } from '../../wiki-service/src/telemetry/catalogue.ts'
import { aggregate } from '../promql/combine.ts'
import { countRate, rate } from '../promql/select.ts'
import { matching } from '../promql/vector.ts'
import { timeSeries } from './panels.ts'

const window = '$__rate_interval'
const chosenPods = { pod: matching('$pod') }

const views = countRate(catalogue.requestDuration, window, {
  method: 'GET',
  route: matching('/wiki/.*'),
  status: matching('200|304'),
  ...chosenPods,
})

export function viewsAndEdits() {
  const writes = (outcomes: string) =>
    aggregate('sum', rate(catalogue.pageWrites, window, { outcome: matching(outcomes), ...chosenPods }))
  return timeSeries(
    {
      title: 'Views, edits and conflicts per second',
      description:
        'Views are pages sent to browsers, or still current there (304). Edits and conflicts include those of programs.',
      unit: 'ops',
    },
    [
      { legend: 'views', vector: aggregate('sum', views) },
      { legend: 'edits', vector: writes('created|edited|merged|moved|deleted|restored'), color: 'green' },
      { legend: 'conflicts', vector: writes('conflict'), color: 'orange' },
    ],
  )
}

export function viewsByRoute() {
  return timeSeries(
    {
      title: 'Views per second by view',
      description: '`*` is the path of a page; `/-/` precedes its editor, history, comparison and other views.',
      unit: 'reqps',
    },
    [{ legend: '{{route}}', vector: aggregate('sum', views, ['route']) }],
  )
}

export function pageWrites() {
  return timeSeries(
    {
      title: 'Writes of pages per second by outcome',
      description:
        'A conflict: somebody else saved a newer version. Programs are answered 412; people see both texts and choose.',
      unit: 'reqps',
    },
    [
      {
        legend: '{{outcome}}',
        vector: aggregate('sum', rate(catalogue.pageWrites, window, chosenPods), ['outcome']),
      },
    ],
  )
}
