import type { Kind } from './order.ts'

export interface Request {
  readonly kind: Kind
  readonly method: 'GET' | 'POST' | 'PATCH'
  readonly target: string
  readonly ifMatch?: string
  readonly body?: string
  /** For a write: the unique text that it stores. */
  readonly text?: string
  /** Whether the body of a successful answer is correct. */
  answeredBy(body: string): boolean
}
