import type { FastifyRequest } from 'fastify'
import type { RouteTemplates } from '../../http/route-templates.ts'

export interface PageAddress {
  readonly path: string | undefined
  readonly action: string | undefined
}

/** `handbook/onboarding/-/history` is the page `handbook/onboarding`, and its history. */
export function addressOf({ params }: Pick<FastifyRequest, 'params'>): PageAddress {
  const address = (params as { '*'?: string })['*'] ?? ''
  const [, path, action] = /^(.*?)(?:\/-\/(.*))?$/su.exec(address) ?? []
  return { path, action }
}

const page = '/wiki/*'
const unknown = '/wiki/*/-/*'

/** Distinguishes views in metrics. @param actions the first segments after `/-/` */
export function templatesOf(actions: readonly string[]): RouteTemplates {
  const templates = new Map(actions.map((action) => [action, `/wiki/*/-/${action}`]))
  return {
    all: [page, ...templates.values(), unknown],
    of: (request) => {
      const { action } = addressOf(request)
      return action === undefined ? page : (templates.get(action.split('/', 1)[0] ?? '') ?? unknown)
    },
  }
}
