import type { Caller } from '../../database/caller.ts'
import type { Gate } from '../access/gate.ts'
import type { Answer } from '../answer.ts'
import type { PlainHeaders, PlainRequest } from './plain-request.ts'

/** @returns undefined unless the request's values are plainly valid */
type Begin = (request: PlainRequest, caller: Caller) => Promise<Answer> | undefined
type BeginById = (id: number, caller: Caller, headers: PlainHeaders) => Promise<Answer> | undefined
type BeginTree = (path: string, caller: Caller, headers: PlainHeaders) => Promise<Answer> | undefined

/** A request being answered. */
export interface Begun {
  /** The route's template. */
  readonly route: string
  readonly answer: Promise<Answer>
}

/** Routes for plain requests. */
export class PlainRoutes {
  readonly #collections = new Map<string, { readonly route: string; readonly begin: Begin }>()
  readonly #items = new Map<string, { readonly route: string; readonly begin: BeginById }>()

  #trees: readonly Tree[] = []

  readonly #gate: Gate | undefined

  /** @param gate none in open mode */
  constructor(gate?: Gate) {
    this.#gate = gate
  }

  /** @param route its template, if that is not the path */
  addCollection(method: string, path: string, begin: Begin, route = path): void {
    this.#collections.set(`${method} ${path}`, { route, begin })
  }

  /** @param route a template that ends in `/:id` */
  addItem(route: string, begin: BeginById): void {
    this.#items.set(`GET ${route.slice(0, -':id'.length)}`, { route, begin })
  }

  /**
   * @param route a template with one `*`, for any path; the first one that matches counts
   * @param operation its name in the policy
   */
  addTree(route: string, begin: BeginTree, operation = `GET ${route}`): void {
    const [prefix = '', suffix = ''] = `GET ${route}`.split('*')
    this.#trees = [...this.#trees, { prefix, suffix, route, operation, begin }]
  }

  /** @returns undefined, without any effect, unless this is a plainly valid request for one of the routes */
  begin(request: PlainRequest, caller: Caller): Begun | undefined {
    const target = `${request.method} ${request.path}`
    const [, prefix, id] = itemTarget.exec(target) ?? []
    const item = prefix === undefined || request.query !== '' ? undefined : this.#items.get(prefix)
    if (item !== undefined)
      return this.#begin(request, item.route, caller, () => item.begin(Number(id), caller, request.headers))
    const collection = this.#collections.get(target)
    if (collection !== undefined)
      return this.#begin(request, collection.route, caller, () => collection.begin(request, caller))
    const tree = request.query === '' ? this.#trees.find((tree) => contains(tree, target)) : undefined
    if (tree === undefined) return undefined
    const path = target.slice(tree.prefix.length, target.length - tree.suffix.length)
    return this.#begin(request, tree.route, caller, () => tree.begin(path, caller, request.headers), tree.operation)
  }

  #begin(
    { method, headers }: PlainRequest,
    route: string,
    caller: Caller,
    begin: () => Promise<Answer> | undefined,
    operation = `${method} ${route}`,
  ): Begun | undefined {
    if (this.#gate === undefined) return begun(route, begin())
    return this.#gate.admits(operation, headers, caller) ? begun(route, this.#gate.guarded(caller, begin)) : undefined
  }
}

interface Tree {
  readonly prefix: string
  readonly suffix: string
  readonly route: string
  readonly operation: string
  readonly begin: BeginTree
}

function contains({ prefix, suffix }: Tree, target: string): boolean {
  return target.length >= prefix.length + suffix.length && target.startsWith(prefix) && target.endsWith(suffix)
}

function begun(route: string, answer: Promise<Answer> | undefined): Begun | undefined {
  return answer && { route, answer }
}

/** An id as the service itself writes it, short enough to be an int4. */
const itemTarget = /^(.*\/)([1-9][0-9]{0,8})$/
