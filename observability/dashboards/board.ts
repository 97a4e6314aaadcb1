import type { Builder } from '@grafana/grafana-foundation-sdk/cog'
import type { Dashboard, DashboardLink, Panel } from '@grafana/grafana-foundation-sdk/dashboard'
import { DashboardBuilder, DashboardCursorSync, DashboardLinkType } from '@grafana/grafana-foundation-sdk/dashboard'

export interface Placed {
  readonly panel: PositionedBuilder
  /** In columns of the grid, which has 24. */
  readonly width: number
  /** In units of the grid (30 px). */
  readonly height: number
}

interface PositionedBuilder extends Builder<Panel> {
  id(id: number): PositionedBuilder
  gridPos(position: { x: number; y: number; w: number; h: number }): PositionedBuilder
}

const columns = 24
const tag = 'wiki'

/** The SDK's builder would hide it in a menu. */
const toTheOthers: DashboardLink = {
  title: 'Wiki dashboards',
  type: DashboardLinkType.Dashboards,
  icon: 'external link',
  tooltip: '',
  tags: [tag],
  asDropdown: false,
  targetBlank: false,
  includeVars: false,
  keepTime: true,
}

/**
 * Arranges panels from left to right and top to bottom; a column of panels fits beside a panel of the same total
 * height.
 */
export function board(
  { uid, title, description }: { uid: string; title: string; description: string },
  rows: readonly (readonly (Placed | readonly Placed[])[])[],
): DashboardBuilder {
  const dashboard = new DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags([tag])
    .timezone('browser')
    .time({ from: 'now-15m', to: 'now' })
    .refresh('5s')
    .tooltip(DashboardCursorSync.Crosshair)
    .variables([])
    .annotations([])
    .links([{ build: () => toTheOthers }])
  for (const panel of positioned(rows)) dashboard.withPanel(panel)
  return dashboard
}

/** The bare model, as Grafana's file provisioning expects it. */
export function model(dashboard: Builder<Dashboard>): string {
  return `${JSON.stringify(dashboard.build(), null, 2)}\n`
}

function positioned(rows: readonly (readonly (Placed | readonly Placed[])[])[]): PositionedBuilder[] {
  const panels: PositionedBuilder[] = []
  let top = 0
  for (const row of rows) {
    let left = 0
    let bottom = top
    for (const cell of row) {
      const stack = 'panel' in cell ? [cell] : cell
      let y = top
      let right = left
      for (const { panel, width, height } of stack) {
        if (left + width > columns) throw new RangeError(`a row is wider than ${columns} columns`)
        panels.push(panel.id(panels.length + 1).gridPos({ x: left, y, w: width, h: height }))
        y += height
        right = Math.max(right, left + width)
      }
      left = right
      bottom = Math.max(bottom, y)
    }
    top = bottom
  }
  return panels
}
