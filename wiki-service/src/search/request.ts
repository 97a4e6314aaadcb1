import { invalid, Problem, type Fault } from '../http/problems.ts'
import { integerFromText } from '../http/validation/integer.ts'
import { readPath } from '../pages/path.ts'
import type { SearchRequest } from './store.ts'

export const searchLimits = {
  /** Code points of a query. */
  query: 400,
  tag: 50,
  results: { minimum: 1, maximum: 100, default: 20 },
} as const

/** Reads the parameters of a search. @throws Problem that names every invalid one */
export function readSearch(query: Readonly<Record<string, string>>): SearchRequest {
  const faults: Fault[] = []
  const fault = (member: string, detail: string, limit?: number): undefined => {
    faults.push({ member, detail, ...(limit !== undefined && { limit }) })
  }
  const integer = (name: string): number | undefined => {
    const text = query[name]
    if (text === undefined) return undefined
    const number = integerFromText(text)
    return typeof number === 'number' ? number : fault(name, 'This is not an integer.')
  }
  const short = (name: string, limit: number): string | undefined => {
    const text = query[name]
    return text === undefined || fits(text, limit)
      ? text
      : fault(name, `This has more than ${limit} characters.`, limit)
  }
  const { minimum, maximum, default: usual } = searchLimits.results
  const text = short('q', searchLimits.query)
  if (query['q'] === undefined) fault('q', 'This parameter is required.')
  const scope = query['in'] ?? 'pages'
  if (scope !== 'pages' && scope !== 'titles') fault('in', 'This must be pages or titles.')
  const limit = integer('limit') ?? usual
  if (limit < minimum || limit > maximum) fault('limit', `This is a number from ${minimum} to ${maximum}.`, maximum)
  const after = integer('after') ?? 0
  if (after < 0) fault('after', 'This must not be negative.')
  const by = integer('by')
  const tag = short('tag', searchLimits.tag)
  const under = query['under'] === undefined ? undefined : readPath(query['under'])
  if (under?.kind === 'refused') fault('under', under.reason)
  if (faults.length > 0) throw new Problem(invalid(faults))
  return {
    text: text ?? '',
    onlyTitles: scope === 'titles',
    under: under?.kind === 'path' ? under.path : undefined,
    by,
    tag: tag?.normalize('NFC'),
    after,
    limit,
  }
}

function fits(text: string, limit: number): boolean {
  return text.length <= limit || (text.length <= 2 * limit && Array.from(text).length <= limit)
}
