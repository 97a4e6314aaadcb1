import type { FastifyRequest } from 'fastify'
import type { RawBody } from '../http/body.ts'
import { isFromHere } from '../http/access/from-here.ts'
import { Refused } from '../http/errors.ts'
import { positiveNumber } from './number.ts'

/** The fields of a form of this site. */
export class Form {
  readonly #fields: URLSearchParams

  constructor(fields: URLSearchParams) {
    this.#fields = fields
  }

  /** '' for a missing field; the last of several fields with one name counts. */
  text(name: string): string {
    return this.#fields.getAll(name).at(-1) ?? ''
  }

  entries(): Iterable<readonly [string, string]> {
    return this.#fields.entries()
  }

  has(name: string): boolean {
    return this.#fields.has(name)
  }

  /** Several lines; browsers send them with CR LF, whatever the page contained. */
  lines(name: string): string {
    return this.text(name).replaceAll('\r\n', '\n')
  }

  /** 0 for anything but a positive int4. */
  number(name: string): number {
    return positiveNumber(this.text(name))
  }
}

/**
 * Reads the form of a request that changes something.
 * @throws Refused if a page of another site sent it (403), or if it is not a form (400, 415)
 */
export function readForm(request: FastifyRequest): Form {
  if (!isFromHere(request)) throw new Refused(403, 'This form came from another site')
  const body = request.body as RawBody | undefined
  if (body === undefined) return new Form(new URLSearchParams())
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(body.contentType ?? ''))
    throw new Refused(415, 'This address takes forms')
  return new Form(new URLSearchParams(body.bytes.toString()))
}
