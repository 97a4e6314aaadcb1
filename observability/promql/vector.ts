import type { Foreign, OwnMetric, TargetLabel } from './metrics.ts'
import { job } from './metrics.ts'

/** A PromQL instant vector whose series can carry the labels `Label`. Only functions of this folder create one. */
export interface Vector<Label extends string> {
  readonly promql: string
  /** Whether the text is a single operand, which needs no parentheses in a larger expression. */
  readonly isOperand: boolean
  /** Never set: carries the type. */
  readonly label?: Label
}

export type Window = '$__rate_interval' | `${number}${'s' | 'm' | 'h'}`

/** One matcher: a text to equal, or the result of `matching` or `notMatching`. */
export type Match = string | { readonly operator: '=~' | '!~'; readonly pattern: string }

export type LabelsOf<Metric extends OwnMetric | Foreign> = Metric['labels'][number] | TargetLabel
export type Where<Label extends string> = Readonly<Partial<Record<Label, Match>>>

export function operand<Label extends string>(promql: string): Vector<Label> {
  return { promql, isOperand: true }
}

export function compound<Label extends string>(promql: string): Vector<Label> {
  return { promql, isOperand: false }
}

/** The text of a vector as one side of an operator. */
export function side(vector: Vector<string>): string {
  return vector.isOperand ? vector.promql : `(${vector.promql})`
}

export function matching(pattern: string): Match {
  return { operator: '=~', pattern }
}

export function notMatching(pattern: string): Match {
  return { operator: '!~', pattern }
}

/** `name{job="wiki-api",…}`; the job precedes the other labels of everything scraped from the API's pods. */
export function selector(name: string, scrapedFromApi: boolean, where: Where<string>): string {
  const matchers = scrapedFromApi ? { job, ...where } : where
  const texts = Object.entries(matchers).flatMap(([label, match]) =>
    match === undefined ? [] : [matcher(label, match)],
  )
  return texts.length === 0 ? name : `${name}{${texts.join(',')}}`
}

function matcher(label: string, match: Match): string {
  return typeof match === 'string'
    ? `${label}=${JSON.stringify(match)}`
    : `${label}${match.operator}${JSON.stringify(match.pattern)}`
}
