import { invalid, Problem } from '../http/problems.ts'
import type { ProblemRequest } from '../http/problem-routes.ts'
import { integerFromText } from '../http/validation/integer.ts'

type Query = Pick<ProblemRequest, 'query'>

const limits = { minimum: 1, maximum: 200, default: 50 } as const

/** Rows to a part of a list. @throws Problem here and below, which names the parameter */
export function readLimit(request: Query): number {
  const limit = readNumber(request, 'limit') ?? limits.default
  const { minimum, maximum } = limits
  if (limit < minimum || limit > maximum)
    throw wrong('limit', `This is a number from ${minimum} to ${maximum}.`, maximum)
  return limit
}

/** An integer, as far from 0 as JavaScript holds it exactly. */
export function readNumber({ query }: Query, name: string): number | undefined {
  const text = query[name]
  if (text === undefined) return undefined
  const number = integerFromText(text)
  if (typeof number !== 'number') throw wrong(name, 'This is not an integer.')
  return number
}

function wrong(member: string, detail: string, limit?: number): Problem {
  return new Problem(invalid([{ member, detail, ...(limit !== undefined && { limit }) }]))
}
