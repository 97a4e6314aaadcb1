import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { detail, send } from './answer.ts'
import { answersProblems, asProblem } from './problems.ts'

/**
 * Unknown paths: 404. Known paths with another method: 405 with `Allow`. Register before the routes that it observes.
 */
export function answerUnknown(app: FastifyInstance): void {
  const known = new Map<string, { readonly path: RegExp; readonly methods: Set<string> }>()
  app.addHook('onRoute', ({ url, method }) => {
    const entry = known.get(url) ?? { path: pathPattern(url), methods: new Set() }
    for (const one of [method].flat()) entry.methods.add(one)
    known.set(url, entry)
  })
  const answer = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const path = request.url.split('?', 1)[0] ?? ''
    const methods = new Set<string>()
    for (const entry of known.values())
      if (entry.path.test(path)) for (const method of entry.methods) methods.add(method)
    const unknown = methods.size === 0
    const allow = [...methods].toSorted().join(', ')
    const refusal = unknown ? detail(404, 'Not Found') : detail(405, 'Method Not Allowed', { allow })
    return send(reply, answersProblems(path) ? asProblem(refusal) : refusal)
  }
  app.setNotFoundHandler(answer)
  // Before the body: nobody reads it.
  app.addHook('onRequest', (request, reply, done) => {
    if (request.is404) answer(request, reply)
    else done()
  })
}

/** A template such as `/posts/:id`, with or without a trailing slash. */
function pathPattern(template: string): RegExp {
  const pattern = template
    .replace(/\/$/, '')
    .replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll(/:\w+/g, '[^/]+')
    .replace(/\\\*$/, '.+')
  return new RegExp(`^${pattern}/?$`)
}
