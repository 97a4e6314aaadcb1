import type { Kind } from './order.ts'

export interface Request {
  readonly kind: Kind
  readonly method: 'GET' | 'POST' | 'PATCH'
  readonly target: string
  readonly ifMatch?: string
  readonly body?: string
  /** Of a write: what it stores, which nothing else does. */
  readonly text?: string
  /** Whether an answer with a status of success is the right one. */
  answeredBy(body: string): boolean
}
