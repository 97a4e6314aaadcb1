import { channel } from 'node:diagnostics_channel'
import type { FastifyInstance, RouteOptions } from 'fastify'
import { buildApp, type Dependencies } from '../src/app.ts'

export interface Route {
  readonly method: string
  /** In OpenAPI's form: `/users/{id}`. */
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

/** Every route of the service, as declared. */
export function collectRoutes(): readonly Route[] {
  const routes: Route[] = []
  const initialized = channel('fastify.initialization')
  const watch = (message: unknown): void => {
    const { fastify } = message as { readonly fastify: FastifyInstance }
    fastify.addHook('onRoute', (route) => {
      routes.push(...described(route))
    })
  }
  // Fastify announces a new instance before routes are added, so the app needs no hook for this.
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
  if (method === 'HEAD' || /^\/(?:assets|settings|sign-in|sign-out|wiki)(?:\/|$)/.test(url)) return []
  if (schema === undefined || !('operationId' in schema)) throw new Error(`${String(method)} ${url} has no operationId`)
  const path = url.replaceAll(/:(\w+)/g, '{$1}').replace(/\*$/, '{path}')
  return [{ method: String(method).toLowerCase(), path, schema: schema as RouteSchema }]
}

/**
 * Routes only store their dependencies until a request arrives, and none will. Any property or call yields the same
 * stub, which is 0 as a number.
 */
const nothing: object = new Proxy(() => nothing, {
  get: (_, name) => (name === Symbol.toPrimitive ? () => 0 : nothing),
  apply: () => nothing,
})

const plain: Partial<Dependencies> = { members: undefined, trustProxy: [], requestDeadlineMs: 0, workedOnBytes: 0 }

const withoutSubstance = new Proxy(plain, {
  get: (known, name) => (name in known ? Reflect.get(known, name) : nothing),
}) as Dependencies
