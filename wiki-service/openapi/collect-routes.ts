import { channel } from 'node:diagnostics_channel'
import type { FastifyInstance, RouteOptions } from 'fastify'
import { buildApp, type Dependencies } from '../src/app.ts'

export interface Route {
  readonly method: string
  /** As OpenAPI writes it: `/users/{id}`. */
  readonly path: string
  readonly schema: RouteSchema
}

interface RouteSchema {
  readonly operationId: string
  readonly tags: readonly string[]
  readonly summary: string
  readonly params?: ObjectSchema
  readonly querystring?: ObjectSchema
  readonly headers?: ObjectSchema
  readonly body?: object
  readonly response: Readonly<Record<string, object>>
}

export interface ObjectSchema {
  readonly required?: readonly string[]
  readonly properties: Readonly<Record<string, { readonly default?: unknown; readonly description?: string }>>
}

/** Every route of the service, as it is declared. */
export function collectRoutes(): readonly Route[] {
  const routes: Route[] = []
  const initialized = channel('fastify.initialization')
  const watch = (message: unknown): void => {
    const { fastify } = message as { readonly fastify: FastifyInstance }
    fastify.addHook('onRoute', (route) => {
      routes.push(...described(route))
    })
  }
  // Fastify announces a new instance before a route can be added: the app needs no seam for this.
  initialized.subscribe(watch)
  try {
    buildApp(withoutSubstance)
  } finally {
    initialized.unsubscribe(watch)
  }
  return routes
}

function described({ method, url, schema }: RouteOptions): Route[] {
  // For people, not for programs.
  if (method === 'HEAD' || /^\/(?:assets|wiki)(?:\/|$)/.test(url)) return []
  if (schema === undefined || !('operationId' in schema)) throw new Error(`${String(method)} ${url} has no operationId`)
  const path = url.replaceAll(/:(\w+)/g, '{$1}').replace(/\*$/, '{path}')
  return [{ method: String(method).toLowerCase(), path, schema: schema as RouteSchema }]
}

/** Routes only hold on to what they are given until a request comes, and none will: anything asked of it is nothing again, as a number 0. */
const nothing: object = new Proxy(() => nothing, {
  get: (_, name) => (name === Symbol.toPrimitive ? () => 0 : nothing),
  apply: () => nothing,
})

const plain: Partial<Dependencies> = { trustProxy: [], requestDeadlineMs: 0, workedOnBytes: 0 }

const withoutSubstance = new Proxy(plain, {
  get: (known, name) => (name in known ? Reflect.get(known, name) : nothing),
}) as Dependencies
