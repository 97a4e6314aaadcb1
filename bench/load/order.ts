import type { shares } from '../../tools/latencies.ts'

export const kinds = ['get', 'post', 'mix', 'list', 'pages'] as const

export type Kind = (typeof kinds)[number]

/** What the generator is to do, as the benchmark tells it. */
export interface Order {
  readonly host: string
  readonly port: number
  readonly kind: Kind
  readonly connections: number
  /** Requests per second, sent whatever became of the earlier ones. Without it: each connection sends when it has its answer. */
  readonly rate?: number
  /** Load without counting, before. */
  readonly warmUpSeconds: number
  readonly seconds: number
  /** The ids in the database are 1 to these. */
  readonly users: number
  readonly posts: number
}

export interface Outcome extends Record<keyof typeof shares, number> {
  /** Those whose latencies count. */
  readonly requests: number
  /** Answers during the time that counts: in an open loop fewer than the requests when the service falls behind. */
  readonly answers: number
  /** How long that time was. */
  readonly seconds: number
  /** Answers other than 2xx, by status. */
  readonly failures: Readonly<Record<string, number>>
  /** Of one core, by the generator itself: near 1 it is what limits the rate. */
  readonly generatorShare: number
  /** Open loop: how much later than meant the generator sent (p99). It is part of the latencies. */
  readonly lateMs?: number
}

export type Tell = (message: Message) => void

/** `begin` and `end` frame the time that counts. */
export type Message =
  | { readonly event: 'begin' }
  | { readonly event: 'end' }
  | { readonly event: 'done'; readonly outcome: Outcome }
  | { readonly event: 'failed'; readonly reason: string }
