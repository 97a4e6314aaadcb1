import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { rowsOf } from './open-stores.ts'
import type { RequestKind } from './request-kinds.ts'
import type { ServiceProcess } from './service-process.ts'

/** What a client does once it has sent everything up to the cut. */
type Ending = 'fin' | 'reset' | 'rest, then fin'

interface Cut {
  readonly kinds: readonly RequestKind[]
  /** Byte at which to cut what would be sent. */
  readonly at: number
  readonly ending: Ending
  /** Sent first; an empty line passes the first request to Node's HTTP server. */
  readonly prefix: '' | '\r\n'
}

interface CutReport {
  connections: number
  answers: number
  /** The first name that belongs to these cuts. */
  readonly first: string
  /** Stored according to the answers. */
  readonly acknowledged: Set<string>
  /** Possibly stored, because the client left before its answer. */
  readonly possible: Set<string>
}

/** Every cut of the requests sent in sequence. */
export function* cutsOf(kinds: readonly RequestKind[], endings: readonly Ending[], stride = 1): Generator<Cut> {
  const length = kinds.reduce((sum, { text }) => sum + text(bodyNamed(nameOf(0))).length, 0)
  for (let at = 0; at <= length; at += stride)
    for (const ending of endings) for (const prefix of ['', '\r\n'] as const) yield { kinds, at, ending, prefix }
}

/** Makes the cuts, several at a time, and compares the answers with the expected ones. */
export async function makeCuts(url: string, cuts: Iterable<Cut>, clients: number): Promise<CutReport> {
  const report: CutReport = {
    connections: 0,
    answers: 0,
    first: nameOf(made + 1),
    acknowledged: new Set(),
    possible: new Set(),
  }
  const left = cuts[Symbol.iterator]()
  const client = async (): Promise<void> => {
    for (let next = left.next(); next.done !== true; next = left.next()) await makeCut(url, next.value, report)
  }
  await Promise.all(Array.from({ length: clients }, client))
  return report
}

/** Asserts that whatever was answered is stored and vice versa, and that the service continues normally. */
export async function assertAgrees(report: CutReport, service: ServiceProcess, databaseUrl: string): Promise<void> {
  const rows = await rowsOf<{ name: string }>(
    databaseUrl,
    `select name from users where name >= '${report.first}' and name like 'cut %'`,
  )
  const stored = new Set(rows.map(({ name }) => name))
  const { acknowledged, possible } = report
  assert.deepEqual(
    [...stored].filter((name) => !acknowledged.has(name) && !possible.has(name)),
    [],
    'stored, and not answered',
  )
  assert.deepEqual(
    [...acknowledged].filter((name) => !stored.has(name)),
    [],
    'answered, and not stored',
  )
  assert.equal((await fetch(`${service.url}/health/live`)).status, 200)
  assert.equal(service.complaints(), '')
  assert.deepEqual(
    service.log.filter(({ level }) => level === 'error'),
    [],
  )
}

let made = 0

function nameOf(number: number): string {
  return `cut ${String(number).padStart(8, '0')}`
}

function bodyNamed(name: string): string {
  return JSON.stringify({ name })
}

interface Sent {
  readonly kind: RequestKind
  readonly text: string
  readonly name: string
}

async function makeCut(url: string, cut: Cut, report: CutReport): Promise<void> {
  const requests = cut.kinds.map((kind): Sent => {
    const name = nameOf((made += 1))
    return { kind, text: kind.text(bodyNamed(name)), name }
  })
  const heard = await converse(url, requests.map(({ text }) => text).join(''), cut)
  report.connections += 1
  if (heard === undefined) {
    for (const { kind, name } of requests) if (kind.stores) report.possible.add(name)
    return
  }
  const said = `${cut.kinds.map(({ name }) => name).join(' + ')}, ${cut.ending} at ${cut.at}, ${JSON.stringify(cut.prefix)}: ${JSON.stringify(heard)}`
  let at = 0
  let rest = heard
  for (const { kind, text, name } of requests) {
    const came = cut.ending === 'fin' ? Math.min(text.length, cut.at - at) : text.length
    at += text.length
    if (came <= 0) break
    const answer = takeAnswer(rest, kind.isHead && came === text.length)
    assert.ok(answer, said)
    report.answers += 1
    rest = answer.rest
    // An incomplete request only has to be answered once and store nothing.
    if (came === text.length) assert.equal(answer.status, kind.status, said)
    else assert.ok(answer.status >= 400 || !kind.stores, said)
    if (kind.stores && answer.status === 200) {
      assert.equal((JSON.parse(answer.body) as { name: unknown }).name, name, said)
      report.acknowledged.add(name)
    }
    if (kind.isLast || came < text.length) break
  }
  assert.equal(rest, '', said)
}

/** @returns everything the server sent until it closed; undefined if nobody was there to receive it */
async function converse(url: string, text: string, { at, ending, prefix }: Cut): Promise<string | undefined> {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port), noDelay: true, allowHalfOpen: true })
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', () => {})
  const closed = new Promise((resolve) => socket.on('close', resolve))
  const ended = new Promise((resolve) => socket.on('end', resolve).on('close', resolve))
  await new Promise((resolve) => socket.once('connect', resolve).once('close', resolve))
  socket.write(prefix + text.slice(0, at), 'latin1')
  switch (ending) {
    case 'fin':
      socket.end()
      break
    case 'reset':
      // Some are reset before they are read, some in the middle.
      if (at % 2 === 0) await sleep(1)
      socket.resetAndDestroy()
      break
    case 'rest, then fin':
      await sleep(1)
      socket.end(text.slice(at), 'latin1')
      break
    default:
      ending satisfies never
  }
  await Promise.race([ended, sleep(30_000, undefined, { ref: false })])
  assert.ok(
    socket.readableEnded || socket.closed,
    `not closed within 30 s: ${JSON.stringify(text)} at ${at}, ${ending}`,
  )
  socket.destroy()
  await closed
  return ending === 'reset' ? undefined : Buffer.concat(chunks).toString('latin1')
}

/** The first answer, and what follows it. */
function takeAnswer(
  text: string,
  isHead: boolean,
): { readonly status: number; readonly body: string; readonly rest: string } | undefined {
  const [whole = '', status, lines = ''] = /^HTTP\/1\.1 (\d{3}) [^\r\n]*\r\n((?:[^\r\n]+\r\n)*)\r\n/.exec(text) ?? []
  if (status === undefined) return undefined
  if (status === '100') return takeAnswer(text.slice(whole.length), isHead)
  const length = isHead ? 0 : Number(/^content-length: (\d+)\r$/im.exec(lines)?.[1] ?? 0)
  const body = text.slice(whole.length, whole.length + length)
  return body.length === length ? { status: Number(status), body, rest: text.slice(whole.length + length) } : undefined
}
