import type { FastifyInstance, FastifyRequest, onRequestHookHandler, preHandlerHookHandler } from 'fastify'
import type { Caller } from '../../database/caller.ts'
import { requestGuard } from '../../database/guard.ts'
import { guardOf } from '../../identity/guards.ts'
import type { Identity } from '../../identity/identity.ts'
import type { Members } from '../../identity/members.ts'
import { mayDo, type Permission, policy } from '../../identity/policy.ts'
import { keyOf } from '../../identity/secret.ts'
import { tokenPattern } from '../../identity/tokens.ts'
import { Refused } from '../errors.ts'
import type { PlainHeaders } from '../plain/plain-request.ts'
import { operationOf } from './operation.ts'
import { isFromHere } from './from-here.ts'
import { NotAllowed, NotSignedIn } from './refusals.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether to show a form that came without a session again, to be resubmitted. */
    readonly showsForms?: boolean
  }
}

type Credential =
  | { readonly kind: 'session' | 'token'; readonly key: string }
  /** Not in the form of a token. */
  | { readonly kind: 'unknown' }

const anonymous: Identity = { kind: 'anonymous' }

/** Guards every route in accounts mode: identifies the caller, and applies the policy. */
export class Gate {
  readonly #members: Members

  constructor(members: Members) {
    this.#members = members
  }

  /** Register after the request tracker and before the routes. Throws for a route that the policy does not name. */
  watch(app: FastifyInstance): void {
    app.addHook('onRoute', (route) => {
      const methods = [route.method].flat().map((method) => (method === 'HEAD' ? 'GET' : method))
      for (const method of methods) permissionFor(`${method} ${route.url}`)
      route.onRequest = [...[route.onRequest ?? []].flat(), this.#hook(route.url)]
      // Not earlier: reading a body leaves the asynchronous context.
      route.preHandler = [this.#guard, ...[route.preHandler ?? []].flat()]
      if (route.config?.showsForms === true) route.preHandler = [refuseLate, ...[route.preHandler ?? []].flat()]
    })
  }

  /**
   * Admits a plain request, and sets the caller's identity, if that is known without waiting, and allowed. The hook
   * above handles everything else, including every request with a cookie.
   */
  admits(operation: string, headers: PlainHeaders, caller: Caller): boolean {
    if (headers.cookie !== undefined) return false
    const identity = this.#known(this.#credential(headers))
    if (identity === undefined || !this.#mayDo(permissionFor(operation), identity)) return false
    caller.identity = identity
    return true
  }

  /** Makes the database restrict a request to what its caller may do. */
  guarded<Result>({ identity = anonymous }: Caller, work: () => Result): Result {
    return requestGuard.run(guardOf(identity, this.#members.config.publicRead), work)
  }

  readonly #guard: preHandlerHookHandler = ({ caller }, _reply, proceed) => this.guarded(caller, proceed)

  #hook(route: string): onRequestHookHandler {
    return (request, reply, proceed) => {
      const permission = permissionFor(operationOf(route, request))
      if (permission === 'everybody') {
        request.caller.identity = anonymous
        return proceed()
      }
      void reply.header('cache-control', 'private, no-cache')
      const credential = this.#credential(request.headers)
      if (credential?.kind === 'session' && !isSafe(request) && !isFromHere(request))
        return proceed(new Refused(403, 'This form came from another site'))
      const known = this.#known(credential)
      const settle = (identity: Identity): void =>
        proceed(now(request, this.#refusal(permission, identity, request.caller)))
      if (known !== undefined) return settle(known)
      this.#find(credential, permission, request.caller).then(settle, proceed)
      return undefined
    }
  }

  #credential({ authorization, cookie }: PlainHeaders | FastifyRequest['headers']): Credential | undefined {
    if (authorization !== undefined && /^bearer /i.test(authorization)) {
      const token = authorization.slice('bearer '.length).trimStart()
      return tokenPattern.test(token) ? { kind: 'token', key: keyOf(token) } : { kind: 'unknown' }
    }
    const secret = this.#members.cookie.read(cookie)
    return secret === undefined ? undefined : { kind: 'session', key: keyOf(secret) }
  }

  #known(credential: Credential | undefined): Identity | undefined {
    if (credential === undefined) return anonymous
    return credential.kind === 'unknown' ? undefined : this.#members.identities.known(credential.key)
  }

  async #find(credential: Credential | undefined, permission: Permission, caller: Caller): Promise<Identity> {
    if (credential === undefined) return anonymous
    if (credential.kind === 'unknown') return unknown(permission)
    try {
      const identity = await this.#members.identities.find(credential.key, caller)
      if (identity !== undefined) return identity
    } catch (error) {
      if (permission !== 'visitor') throw error
    }
    // A browser keeps the cookie of an ended session.
    return credential.kind === 'session' ? anonymous : unknown(permission)
  }

  #refusal(permission: Permission, identity: Identity, caller: Caller): Error | undefined {
    caller.identity = identity
    if (this.#mayDo(permission, identity)) return undefined
    return identity.kind === 'anonymous' ? new NotSignedIn() : new NotAllowed()
  }

  #mayDo(permission: Permission, identity: Identity): boolean {
    return mayDo(permission, identity, this.#members.config.publicRead)
  }
}

const refusals = new WeakMap<FastifyRequest, Error>()

/** A form is read before it is refused, so that a person whose session has ended gets back what they typed. */
function now(request: FastifyRequest, refusal: Error | undefined): Error | undefined {
  const isForm = request.routeOptions.config.showsForms === true && !isSafe(request) && isFromHere(request)
  if (!(refusal instanceof NotSignedIn) || !isForm) return refusal
  refusals.set(request, refusal)
  return undefined
}

const refuseLate: preHandlerHookHandler = (request, _reply, proceed) => proceed(refusals.get(request))

/** A program should learn that its token is invalid, even where it needs none. */
function unknown(permission: Permission): Identity {
  if (permission === 'visitor') return anonymous
  throw new NotSignedIn()
}

function permissionFor(operation: string): Permission {
  const permission = policy[operation]
  if (permission === undefined) throw new Error(`the policy does not say who may ${operation}`)
  return permission
}

function isSafe({ method }: FastifyRequest): boolean {
  return method === 'GET' || method === 'HEAD'
}
