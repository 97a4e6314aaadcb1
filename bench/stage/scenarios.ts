import { type Kind, kinds } from '../load/order.ts'

export type Scenario = {
  /** As on the command line: `get:64`, `get:1`, `get:open`. */
  readonly name: string
  readonly kind: Kind
  readonly connections: number
  readonly loop: 'closed' | 'open'
}

export const standard: readonly string[] =
  'get:64 post:64 mix:64 list:64 pages:64 get:1 post:1 get:open post:open mix:open'.split(' ')

export const titles: Readonly<Record<Kind, string>> = {
  get: 'GET by id',
  post: 'POST',
  mix: '90 % GET, 10 % POST',
  list: 'list, same page',
  pages: 'list, distinct pages',
}

/** Maximum of concurrent requests in an open loop: further ones wait, and the wait counts as latency. */
const openConnections = 64

/** @returns undefined if the word names no scenario */
export function parseScenario(name: string): Scenario | undefined {
  const [, word, load] = /^(\w+):(open|[1-9]\d{0,3})$/.exec(name) ?? []
  const kind = kinds.find((known) => known === word)
  if (kind === undefined || load === undefined) return undefined
  return load === 'open'
    ? { name, kind, connections: openConnections, loop: 'open' }
    : { name, kind, connections: Number(load), loop: 'closed' }
}

export function titleOf({ kind, connections, loop }: Scenario): string {
  return loop === 'open' ? titles[kind] : `${titles[kind]}, ${connections}`
}
