import assert from 'node:assert/strict'
import { test } from 'node:test'
import { catalogue } from '../../wiki-service/src/telemetry/catalogue.ts'
import type { Panel } from './committed.ts'
import { dashboard, dashboardFiles } from './committed.ts'

const creation = dashboard('wiki-chart/dashboards/creation.json')

test('the address of the creation dashboard stays the same', () => {
  assert.equal(creation.uid, 'creation-dashboard-678')
  assert.equal(creation.title.toLowerCase(), 'creation')
})

test('its first panel shows the rate of users and of posts in one time series', () => {
  const first = creation.panels[0]
  assert.ok(first)
  assert.equal(first.type, 'timeseries')
  assert.deepEqual({ x: first.gridPos.x, y: first.gridPos.y }, { x: 0, y: 0 })
  assert.match(first.fieldConfig.defaults.unit ?? '', /\/s$/)
  const rates = [catalogue.usersCreated, catalogue.postsCreated].map(
    ({ name }) => `max(rate(${name}{job="wiki-api"}[$__rate_interval]))`,
  )
  assert.deepEqual(
    first.targets.map(({ expr }) => expr.split(' or ')[0]),
    rates,
  )
  assert.deepEqual(
    first.targets.map(({ legendFormat }) => legendFormat),
    ['users', 'posts'],
  )
})

test('the creation dashboard requires no selection', () => {
  assert.deepEqual(creation.templating.list ?? [], [])
  assert.deepEqual(creation.time, { from: 'now-15m', to: 'now' })
  assert.equal(creation.refresh, '5s')
})

for (const file of dashboardFiles) {
  const { panels } = dashboard(file)

  test(`${file}: every panel has a description, a unit and a data source`, () => {
    for (const panel of panels) {
      assert.ok(panel.title.length > 0 && (panel.description ?? '').length > 0, `panel ${panel.id}`)
      assert.equal(panel.datasource.uid, 'wiki-prometheus', panel.title)
      assert.ok(panel.interval !== undefined, `${panel.title}: no minimum interval`)
      assert.ok(panel.type === 'state-timeline' || panel.fieldConfig.defaults.unit, `${panel.title}: no unit`)
      for (const { legendFormat } of panel.targets) assert.ok(legendFormat, `${panel.title}: no legend`)
    }
  })

  test(`${file}: every rate follows the scrape interval`, () => {
    for (const { expr } of panels.flatMap(({ targets }) => targets)) {
      for (const [, window] of expr.matchAll(/\[([^\]]+)\]/g)) assert.equal(window, '$__rate_interval', expr)
    }
  })

  test(`${file}: panels have unique ids and do not overlap`, () => {
    assert.equal(new Set(panels.map(({ id }) => id)).size, panels.length)
    for (const [index, panel] of panels.entries()) {
      assert.ok(panel.gridPos.x + panel.gridPos.w <= 24, `${panel.title} leaves the grid`)
      for (const other of panels.slice(index + 1))
        assert.ok(!overlap(panel, other), `${panel.title} covers ${other.title}`)
    }
  })
}

function overlap({ gridPos: a }: Panel, { gridPos: b }: Panel): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h
}
