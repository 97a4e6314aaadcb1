import type { FastifyRequest } from 'fastify'
import { positiveNumber } from './number.ts'

/** A parameter of the query; '' if it is absent. Omits what PostgreSQL cannot store. */
export function textIn({ query }: Pick<FastifyRequest, 'query'>, name: string): string {
  const value = (query as Record<string, unknown>)[name]
  return typeof value === 'string' ? value.replaceAll('\0', '').toWellFormed() : ''
}

/** 0 for anything but a positive int4. */
export function numberIn(request: Pick<FastifyRequest, 'query'>, name: string): number {
  return positiveNumber(textIn(request, name))
}
