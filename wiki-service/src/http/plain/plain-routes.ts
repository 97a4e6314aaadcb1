import type { Caller } from '../../database/caller.ts'
import type { Answer } from '../answer.ts'
import type { PlainRequest } from './plain-request.ts'

/** @returns undefined when the request's values are anything but plainly valid */
type Begin = (request: PlainRequest, caller: Caller) => Promise<Answer> | undefined
type BeginById = (id: number, caller: Caller) => Promise<Answer>

/** A request that is being answered. */
export interface Begun {
  /** The route's template. */
  readonly route: string
  readonly answer: Promise<Answer>
}

/** The routes that plain requests may go to. */
export class PlainRoutes {
  readonly #collections = new Map<string, { readonly route: string; readonly begin: Begin }>()
  readonly #items = new Map<string, { readonly route: string; readonly begin: BeginById }>()

  addCollection(method: string, path: string, begin: Begin): void {
    this.#collections.set(`${method} ${path}`, { route: path, begin })
  }

  /** @param route a template that ends in `/:id` */
  addItem(route: string, begin: BeginById): void {
    this.#items.set(`GET ${route.slice(0, -':id'.length)}`, { route, begin })
  }

  /** @returns undefined, and nothing has been begun, when this is not a plainly valid request for one of the routes */
  begin(request: PlainRequest, caller: Caller): Begun | undefined {
    const target = `${request.method} ${request.path}`
    const [, prefix, id] = itemTarget.exec(target) ?? []
    if (prefix !== undefined) {
      const item = request.query === '' ? this.#items.get(prefix) : undefined
      return item && { route: item.route, answer: item.begin(Number(id), caller) }
    }
    const collection = this.#collections.get(target)
    const answer = collection?.begin(request, caller)
    return collection && answer && { route: collection.route, answer }
  }
}

/** An id as the service itself writes it, of so few digits that it is an int4. */
const itemTarget = /^(.*\/)([1-9][0-9]{0,8})$/
