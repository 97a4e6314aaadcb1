import {
  BigValueColorMode,
  BigValueGraphMode,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common'
import type { ValueMap } from '@grafana/grafana-foundation-sdk/dashboard'
import { MappingType, ThresholdsConfigBuilder, ThresholdsMode } from '@grafana/grafana-foundation-sdk/dashboard'
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus'
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat'
import { PanelBuilder as TimeSeriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries'
import type { Vector } from '../promql/vector.ts'

/** The uid is fixed: the chart's data source carries it. */
export const datasource = { type: 'prometheus', uid: 'wiki-prometheus' }

/**
 * Minimum distance of points. The rate's window follows the data source's scrape interval, and is at least four times
 * as long.
 */
export const minimumInterval = '5s'

export interface Series {
  readonly legend: string
  readonly vector: Vector<string>
  readonly color?: string
}

interface Texts {
  readonly title: string
  readonly description: string
  /** A unit id of Grafana; `suffix:` defines a custom unit. */
  readonly unit: string
  /** Text to show while Prometheus has no data. */
  readonly noValue?: string
}

const notScraped = 'not scraped yet'

/** Lines over time; the axis starts at 0. */
export function timeSeries(
  { title, description, unit, noValue = notScraped }: Texts,
  series: readonly Series[],
): TimeSeriesBuilder {
  const panel = new TimeSeriesBuilder()
    .title(title)
    .description(description)
    .datasource(datasource)
    .interval(minimumInterval)
    .unit(unit)
    .noValue(noValue)
    .min(0)
    .lineWidth(2)
    .fillOpacity(10)
    .showPoints(VisibilityMode.Auto)
    .legend(
      new VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(LegendDisplayMode.Table)
        .placement(LegendPlacement.Bottom)
        .calcs(['lastNotNull', 'max']),
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi))
    .targets(series.map(({ vector, legend }, index) => query(vector, index).legendFormat(legend).range()))
  return series.reduce((built, { color }, index) => (color === undefined ? built : painted(built, index, color)), panel)
}

/** One number, the latest. */
export function stat(
  { title, description, unit, noValue = notScraped }: Texts,
  { legend, vector, color }: Series,
): StatBuilder {
  return new StatBuilder()
    .title(title)
    .description(description)
    .datasource(datasource)
    .interval(minimumInterval)
    .unit(unit)
    .noValue(noValue)
    .colorMode(BigValueColorMode.Value)
    .graphMode(BigValueGraphMode.None)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .thresholds(steps([[null, color ?? 'text']]))
    .targets([query(vector, 0).legendFormat(legend).instant()])
}

export function query(vector: Vector<string>, index: number): DataqueryBuilder {
  return new DataqueryBuilder()
    .refId(String.fromCodePoint('A'.charCodeAt(0) + index))
    .datasource(datasource)
    .format(PromQueryFormat.TimeSeries)
    .expr(vector.promql)
}

/** Colours by lower bound; the first also applies below all others. */
export function steps(colors: readonly (readonly [from: number | null, color: string])[]): ThresholdsConfigBuilder {
  return new ThresholdsConfigBuilder()
    .mode(ThresholdsMode.Absolute)
    .steps(colors.map(([value, color]) => ({ value, color })))
}

/** Shows 1 and 0 as words. */
export function upOrDown(up: string, down: string): ValueMap {
  return {
    type: MappingType.ValueToText,
    options: { 1: { text: up, color: 'green', index: 0 }, 0: { text: down, color: 'red', index: 1 } },
  }
}

function painted(panel: TimeSeriesBuilder, index: number, fixedColor: string): TimeSeriesBuilder {
  const refId = String.fromCodePoint('A'.charCodeAt(0) + index)
  return panel.overrideByQuery(refId, [{ id: 'color', value: { mode: 'fixed', fixedColor } }])
}
