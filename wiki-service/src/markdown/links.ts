import { Destinations } from './destinations.ts'
import { linkParser } from './parser.ts'
import type { Links } from './rendering.ts'

const parser = linkParser()

/** Per page. A page of nothing but links is not meant for reading. */
const mostLinks = 5000

/** @param path as for render */
export function links(source: string, path: string): Links {
  const targets = new Set<string>()
  const destinations = new Destinations(path)
  for (const { children } of parser.parse(source, {})) {
    for (const token of children ?? []) {
      if (token.type !== 'link_open' || targets.size >= mostLinks) continue
      const destination = destinations.of(token)
      if (destination.kind === 'internal' && destination.target !== undefined) targets.add(destination.target)
    }
  }
  return { kind: 'linked', targets: [...targets] }
}
