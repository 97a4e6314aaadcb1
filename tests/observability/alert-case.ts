/** The expected behaviour of one alert for some series, in promtool's notation. */
export interface AlertCase {
  readonly alert: string
  readonly behaviour: string
  readonly series: Readonly<Record<string, string>>
  /** Time between two samples and between two evaluations; default: the rules' own 15 s. */
  readonly step?: string
  /** promtool's duration since the first sample. */
  readonly at: string
  /** Labels and summary of each alert that fires; `severity` is added. */
  readonly fires: readonly { readonly labels: Readonly<Record<string, string>>; readonly summary: string }[]
}

/** A series in promtool's notation. */
export function series(name: string, labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`)
  return `${name}{${pairs.join(',')}}`
}
