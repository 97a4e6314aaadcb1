import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import { KeepAliveClient } from './keep-alive-client.ts'
import { until } from './until.ts'

export interface RawAnswer {
  readonly status: number
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface Exchange {
  readonly answers: readonly RawAnswer[]
  /** Bytes after the last complete answer: none, if the server follows HTTP. */
  readonly rest: string
}

/** A connection that sends raw bytes, and the answers so far. */
export interface Conversation extends Disposable {
  /** Sends more. */
  readonly say: (bytes: string | Buffer) => void
  /** Stops sending, but keeps receiving. */
  readonly end: () => void
  readonly heard: () => Exchange
  readonly isClosed: () => boolean
  /** Resolves when the server closes, or was silent for this long and until `asked` was done. */
  closedOrSilent(ms: number, asked?: () => Promise<void>): Promise<unknown>
}

/**
 * Sends raw bytes and receives until the server closes. A server that does not close is finished when it is silent
 * after this many answers while another client is answered. On a busy machine silence alone means nothing.
 */
export async function exchange(
  url: string,
  bytes: string | Buffer,
  { answers }: { answers?: number } = {},
): Promise<Exchange> {
  using conversation = await converse(url, bytes)
  const isAnswered = (): boolean => answers !== undefined && conversation.heard().answers.length >= answers
  await until('closed, or answered', () => conversation.isClosed() || isAnswered(), 30_000)
  await conversation.closedOrSilent(100, () => askWhetherAlive(url))
  return conversation.heard()
}

export async function converse(url: string, bytes: string | Buffer): Promise<Conversation> {
  const socket = await dial(url)
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', () => {})
  // Not `once`: an error comes first if the server closes while we are sending.
  const closed = new Promise((resolve) => socket.on('close', resolve))
  socket.write(bytes)

  async function silent(ms: number, asked?: () => Promise<void>): Promise<void> {
    for (let heard = -1; heard < chunks.length && !socket.destroyed;) {
      heard = chunks.length
      await sleep(ms)
      if (!socket.destroyed) await asked?.()
      // This process may be the late one: what has arrived is read before this resolves.
      await nextTurn()
    }
  }

  return {
    say: (bytes) => void socket.write(bytes),
    end: () => void socket.end(),
    heard: () => parsed(Buffer.concat(chunks).toString('latin1')),
    isClosed: () => socket.closed,
    closedOrSilent: (ms, asked) => Promise.race([closed, silent(ms, asked)]),
    [Symbol.dispose]: () => void socket.destroy(),
  }
}

async function askWhetherAlive(url: string): Promise<void> {
  using client = new KeepAliveClient()
  await client.send('GET', `${url}/health/live`)
}

/** An open connection. */
export async function dial(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port), noDelay: true })
  await once(socket, 'connect')
  return socket
}

function parsed(text: string): Exchange {
  const answers: RawAnswer[] = []
  let rest = text
  for (;;) {
    const match = /^HTTP\/1\.1 (\d{3}) [^\r\n]*\r\n((?:[^\r\n]+\r\n)*)\r\n/.exec(rest)
    if (match === null) return { answers, rest }
    const [whole, status = '', lines = ''] = match
    const headers = Object.fromEntries(
      lines.split('\r\n').flatMap((line) => {
        const colon = line.indexOf(':')
        return colon === -1 ? [] : [[line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const]
      }),
    )
    const length = status.startsWith('1') ? 0 : Number(headers['content-length'] ?? 0)
    const body = rest.slice(whole.length, whole.length + length)
    if (body.length < length) return { answers, rest }
    if (!status.startsWith('1')) answers.push({ status: Number(status), headers, body: utf8(body) })
    rest = rest.slice(whole.length + length)
  }
}

function utf8(latin1: string): string {
  return Buffer.from(latin1, 'latin1').toString('utf8')
}
