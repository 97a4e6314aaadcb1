import type { FastifyRequest } from 'fastify'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** How metrics and the log name the requests of a route whose own address says too little. */
    readonly templates?: RouteTemplates
    /** The answers whose series start at 0. */
    readonly usualStatuses?: readonly number[]
  }
}

export interface RouteTemplates {
  /** A closed set: each is a label of several series. */
  readonly all: readonly string[]
  /** @returns one of `all` */
  readonly of: (request: FastifyRequest) => string
}
