import type { shares } from '../../tools/latencies.ts'

export const kinds = ['get', 'post', 'mix', 'list', 'pages'] as const

export type Kind = (typeof kinds)[number]

/** What the generator is to do, sent by the benchmark. */
export interface Order {
  readonly host: string
  readonly port: number
  readonly kind: Kind
  readonly connections: number
  /** Requests per second, regardless of earlier answers. If omitted, each connection sends when it has its answer. */
  readonly rate?: number
  /** Uncounted load before the measurement. */
  readonly warmUpSeconds: number
  readonly seconds: number
  /** Ids in the database range from 1 to these. */
  readonly users: number
  readonly posts: number
}

export interface Outcome extends Record<keyof typeof shares, number> {
  /** Requests whose latencies count. */
  readonly requests: number
  /** Answers during the measurement: in an open loop fewer than the requests when the service falls behind. */
  readonly answers: number
  /** Duration of the measurement. */
  readonly seconds: number
  /** Answers other than 2xx, by status. */
  readonly failures: Readonly<Record<string, number>>
  /** CPU of the generator, as a share of one core: near 1, the generator limits the rate. */
  readonly generatorShare: number
  /** Open loop: the generator's own delay (p99), which is part of the latencies. */
  readonly lateMs?: number
}

export type Tell = (message: Message) => void

/** `begin` and `end` frame the measurement. */
export type Message =
  | { readonly event: 'begin' }
  | { readonly event: 'end' }
  | { readonly event: 'done'; readonly outcome: Outcome }
  | { readonly event: 'failed'; readonly reason: string }
