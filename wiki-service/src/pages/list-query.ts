import { invalid, Problem } from '../http/problems.ts'
import type { ProblemRequest } from '../http/problem-routes.ts'
import { largestId } from '../database/row-reader.ts'
import { integerFromText } from '../http/validation/integer.ts'
import type { WantedCursor } from './links.ts'
import { readPath } from './path.ts'

type Query = Pick<ProblemRequest, 'query'>

const limits = { minimum: 1, maximum: 200, default: 50 } as const

/** Rows per part of a list. @throws Problem, here and below, that names the parameter */
export function readLimit(request: Query): number {
  const limit = readNumber(request, 'limit') ?? limits.default
  const { minimum, maximum } = limits
  if (limit < minimum || limit > maximum)
    throw wrong('limit', `This is a number from ${minimum} to ${maximum}.`, maximum)
  return limit
}

/** An integer that JavaScript represents exactly. */
export function readNumber({ query }: Query, name: string): number | undefined {
  const text = query[name]
  if (text === undefined) return undefined
  const number = integerFromText(text)
  if (typeof number !== 'number') throw wrong(name, 'This is not an integer.')
  return number
}

export function readUnder({ query }: Query): string | undefined {
  const given = query['under']
  if (given === undefined || given === '') return undefined
  const outcome = readPath(given)
  if (outcome.kind === 'refused') throw wrong('under', outcome.reason, outcome.limit)
  return outcome.path
}

export function readText({ query }: Query, name: string): string | undefined {
  const text = query[name]
  if (text?.includes('\0')) throw wrong(name, 'Text cannot contain U+0000.')
  return text
}

export function readChoice<Choice extends string>(
  { query }: Query,
  name: string,
  choices: readonly Choice[],
): Choice | undefined {
  const text = query[name]
  const choice = choices.find((one) => one === text)
  if (text !== undefined && choice === undefined) throw wrong(name, `This is one of ${choices.join(', ')}.`)
  return choice
}

/** A user id; 0 if no user can have it. */
export function readUser(request: Query, name: string): number | undefined {
  const id = readNumber(request, name)
  return id !== undefined && (id < 1 || id > largestId) ? 0 : id
}

/** For example `4:handbook/desk-map`. */
export function readWantedCursor(request: Query): WantedCursor | undefined {
  const text = readText(request, 'after')
  if (text === undefined) return undefined
  const [, links, path] = /^([1-9][0-9]{0,8}):(.*)$/s.exec(text) ?? []
  if (links === undefined || path === undefined) throw wrong('after', 'This is not a cursor from a Link header.')
  return { links: Number(links), path }
}

function wrong(member: string, detail: string, limit?: number): Problem {
  return new Problem(invalid([{ member, detail, ...(limit !== undefined && { limit }) }]))
}
