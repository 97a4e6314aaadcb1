import { foreign } from './metrics.ts'
import { foreignMetric } from './select.ts'
import type { Vector } from './vector.ts'
import { compound, operand, side } from './vector.ts'

export type Aggregation = 'sum' | 'max' | 'min' | 'avg' | 'count'

/** Aggregates over all labels except those of `by`. */
export function aggregate<Label extends string, Kept extends NoInfer<Label> = never>(
  how: Aggregation,
  vector: Vector<Label>,
  by: readonly Kept[] = [],
): Vector<Kept> {
  return operand(by.length === 0 ? `${how}(${vector.promql})` : `${how} by (${by.join(', ')}) (${vector.promql})`)
}

/** A quantile (0 to 1) of bucket rates. Without observations the result is empty instead of NaN. */
export function quantile<Label extends string>(
  share: number,
  buckets: Vector<Label | 'le'>,
): Vector<Exclude<Label, 'le'>> {
  return compound(`histogram_quantile(${share}, ${buckets.promql}) >= 0`)
}

/** 0 if the vector is empty while at least one replica is scraped; empty if none is. */
export function orZero(vector: Vector<never>): Vector<never> {
  const scraped = aggregate('count', keepWhere(foreignMetric(foreign.up), '==', 1))
  return compound(`${side(vector)} or 0 * ${scraped.promql}`)
}

/** The first vector's series, and those of the second whose labels are missing in the first. */
export function either<Label extends string>(first: Vector<Label>, second: Vector<Label>): Vector<Label> {
  return compound(`${side(first)} or ${side(second)}`)
}

/** Keeps series whose value compares to a number in this way. */
export function keepWhere<Label extends string>(
  vector: Vector<Label>,
  operator: '==' | '>' | '<' | '>=',
  value: number,
): Vector<Label> {
  return compound(`${side(vector)} ${operator} ${value}`)
}

/** Keeps series for which the other vector has one with the same value of the label. */
export function keepIf<Label extends string>(
  vector: Vector<Label>,
  on: NoInfer<Label>,
  other: Vector<string>,
): Vector<Label> {
  return compound(`${side(vector)} and on (${on}) ${side(other)}`)
}

/** Keeps series for which the other vector has none with the same value of the label. */
export function keepUnless<Label extends string>(
  vector: Vector<Label>,
  on: NoInfer<Label>,
  other: Vector<string>,
): Vector<Label> {
  return compound(`${side(vector)} unless on (${on}) ${side(other)}`)
}

/** Keeps series whose value is less than that of the other vector's series with the same labels. */
export function keepBelow<Label extends string>(vector: Vector<Label>, other: Vector<Label>): Vector<Label> {
  return compound(`${side(vector)} < ${side(other)}`)
}

/** Quotient of series with equal labels. */
export function divide<Label extends string>(dividend: Vector<Label>, divisor: Vector<Label>): Vector<Label> {
  return compound(`${side(dividend)} / ${side(divisor)}`)
}

/** Seconds since the time given by a vector's values. */
export function secondsSince<Label extends string>(vector: Vector<Label>): Vector<Label> {
  return compound(`time() - ${side(vector)}`)
}

/** 1 if the vector is empty. */
export function absent(vector: Vector<string>): Vector<'job'> {
  return operand(`absent(${vector.promql})`)
}
