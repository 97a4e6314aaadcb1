import { parseArgs } from 'node:util'
import { createDatabase } from '../../wiki-service/test/support/postgres.ts'
import { exchange, type HttpAnswer, type HttpRequest } from './exchange.ts'
import { Random } from './random.ts'
import { randomRequest } from './requests.ts'
import { disagreement } from './rules.ts'
import { startOriginal, startOurs } from './servers.ts'

/** One mistake may appear in every answer that follows. */
const maxReported = 20

/** Sends the same random requests to the original system and to ours, and prints where the answers differ. */
const { values } = parseArgs({
  options: { seed: { type: 'string', default: '1' }, requests: { type: 'string', default: '4000' } },
})

process.exitCode = await compare(Number(values.seed), Number(values.requests))

/** @returns the exit code: 1 if any answers differ */
async function compare(seed: number, count: number): Promise<number> {
  print(`compat: ${count} random requests, seed ${seed}`)
  await using theirDatabase = await createDatabase({ empty: true })
  await using ourDatabase = await createDatabase({ empty: true })
  await using original = await startOriginal(theirDatabase.url)
  await using service = await startOurs(ourDatabase.url)
  const random = new Random(seed)
  const statuses = new Map<number, number>()
  let failed = 0
  for (let sent = 0; sent < count && failed < maxReported; sent += 1) {
    const request = randomRequest(random)
    const [ours, theirs] = await Promise.all([
      answered(service.port, request),
      answered(original.port, asOriginalKnows(request)),
    ])
    statuses.set(ours.status, (statuses.get(ours.status) ?? 0) + 1)
    const reason = disagreement({ request, ours, theirs })
    if (reason !== undefined) {
      failed += 1
      report(sent, reason, request, ours, theirs)
    }
  }
  const counters = await Promise.all([created(service.port), created(original.port)])
  if (counters[0] !== counters[1]) {
    failed += 1
    print(`counters differ: ours ${counters[0]}, original ${counters[1]}`)
  }
  const told = [...statuses].toSorted(([a], [b]) => a - b).map(([status, times]) => `${times} × ${status}`)
  print(`compat: ${told.join(', ')}; created: ${counters[0]}`)
  print(`${count - failed} passed, ${failed} failed`)
  return failed === 0 ? 0 : 1
}

function asOriginalKnows(request: HttpRequest): HttpRequest {
  return request.method === 'HEAD' ? { ...request, method: 'GET' } : request
}

/** Follows the redirect from a path with a trailing slash. */
async function answered(port: number, request: HttpRequest): Promise<HttpAnswer> {
  const answer = await exchange(port, request)
  if (answer.status !== 307) return answer
  // The original's Location is absolute.
  const target = answer.headers.get('location')?.replace(/^http:\/\/[^/]*/, '') ?? '/'
  return exchange(port, { ...request, target })
}

/** The two counters, as `users/posts`. */
async function created(port: number): Promise<string> {
  const page = await exchange(port, {
    method: 'GET',
    target: '/metrics',
    headers: [],
    body: undefined,
    isChunked: false,
  })
  const count = (name: string): number => Number(new RegExp(String.raw`^${name} (\S+)$`, 'm').exec(page.body)?.[1])
  return `${count('users_created_total')}/${count('posts_created_total')}`
}

function report(index: number, reason: string, request: HttpRequest, ours: HttpAnswer, theirs: HttpAnswer): void {
  const show = (answer: HttpAnswer): string =>
    `${answer.status} ${answer.headers.get('content-type')} ${answer.headers.get('allow') ?? ''} ${shortened(answer.body)}`
  print(`\n#${index} ${reason}`)
  print(
    `  ${request.method} ${shortened(request.target)} ${JSON.stringify(request.headers)}${request.isChunked ? ' chunked' : ''}`,
  )
  if (request.body !== undefined)
    print(
      `  body ${shortened(JSON.stringify(request.body.toString('utf8')))} ${shortened(request.body.toString('hex'), 80)}`,
    )
  print(`  ours     ${show(ours)}\n  original ${show(theirs)}`)
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

function shortened(text: string, most = 400): string {
  return text.length > most ? `${text.slice(0, most)}… (${text.length})` : text
}
