import type { Socket } from 'node:net'
import type { ErrorAnswers } from '../errors.ts'
import type { RequestObserver } from '../request-tracker.ts'
import type { MemoryAccounts } from './connection-memory.ts'
import type { PlainHeaders } from './plain-request.ts'
import type { PlainRoutes } from './plain-routes.ts'

/** Shared by the connections of a server. */
export interface PlainContext extends MemoryAccounts {
  readonly routes: PlainRoutes
  readonly requests: RequestObserver
  readonly errorAnswers: ErrorAnswers
  /** Every answer then asks its client to reconnect. */
  readonly isDraining: () => boolean
  readonly clientOf: (request: { readonly socket: Socket; readonly headers: PlainHeaders }) => string
}

/** The server of a connection. */
export interface ConnectionServer {
  /** How long a client that reads nothing is tolerated, in milliseconds. */
  readonly stuckMs: number
  /** Makes Node's HTTP server listen to a socket. */
  readonly accept: (socket: Socket) => void
}
