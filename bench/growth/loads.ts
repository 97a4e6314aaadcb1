import { pageAt, pathAt, searchedWords, words } from './pages.ts'

export interface Load {
  readonly title: string
  readonly connections: number
  /** Whether pages change, so that some work comes after the answers. */
  readonly writes?: true
  /** The next request to a wiki of this size. */
  request(size: number): string
}

/** As many views stay in the service's cache. */
const oftenRead = 1_000
const some = (size: number) => pathAt(upTo(Math.min(size, oftenRead)))
const any = (size: number) => pathAt(upTo(size))
const word = () => words[upTo(words.length)]

const reads = (which: (size: number) => string, pages: string): Load[] => [
  { title: `page view, ${pages}`, connections: 32, request: (size) => view(`/wiki/${which(size)}`) },
  { title: `source by API, ${pages}`, connections: 8, request: (size) => source(which(size)) },
  { title: `history, ${pages}`, connections: 8, request: (size) => view(`/wiki/${which(size)}/-/history`) },
  { title: `diff, ${pages}`, connections: 8, request: (size) => view(`/wiki/${which(size)}/-/diff?from=1&to=2`) },
  { title: `opening the editor, ${pages}`, connections: 1, request: (size) => view(`/wiki/${which(size)}/-/edit`) },
]

export const loads: readonly Load[] = [
  ...reads(some, '1,000 pages'),
  ...Object.entries(searchedWords).map(([word, pages]) => ({
    title: `search, a word in ${pages} pages`,
    connections: 2,
    request: () => view(`/search?q=${word}`),
  })),
  // The service keeps the results of few searches.
  { title: 'search, two words at random', connections: 2, request: () => view(`/search?q=${word()}+${word()}`) },
  { title: 'home page', connections: 1, request: () => view('/') },
  // They replace what is kept of the others.
  ...reads(any, 'all pages'),
  { title: 'edit, one writer', connections: 1, writes: true, request: edit },
  { title: 'edit, 8 writers', connections: 8, writes: true, request: edit },
]

/** Each once, so that they are in the cache. */
export function oftenReadViews(size: number): string[] {
  return Array.from({ length: Math.min(size, oftenRead) }, (_, number) => view(`/wiki/${pathAt(number)}`))
}

let edits = 1

function edit(size: number): string {
  edits += 1
  return save(upTo(size), size, edits)
}

/** Saves a version of a page, whatever the current one is. */
export function save(number: number, size: number, version: number): string {
  const { path, ...page } = pageAt(number, size, version)
  const body = JSON.stringify({ user_id: 1, ...page })
  const condition = version === 1 ? 'If-None-Match: *' : 'If-Match: *'
  return `PUT /pages/by-path/${path} HTTP/1.1\r\n${host}${condition}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`
}

function view(target: string): string {
  return get(target, 'text/html')
}

function source(path: string): string {
  return get(`/pages/by-path/${path}`, 'text/markdown')
}

function get(target: string, accept: string): string {
  return `GET ${target} HTTP/1.1\r\n${host}Accept: ${accept}\r\nAccept-Encoding: gzip\r\n\r\n`
}

const host = 'Host: 127.0.0.1\r\n'

function upTo(bound: number): number {
  return Math.floor(Math.random() * bound)
}
