import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

export interface RawAnswer {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface Exchange {
  readonly answers: readonly RawAnswer[]
  /** What came behind the last whole answer: nothing, from a server that keeps to HTTP. */
  readonly rest: string
}

/**
 * Sends bytes as they are and hears the server out: until it closes, or has nothing more to say.
 * @param silenceMs of silence make us ask; as much of it after the answer means that nothing more will come
 * @param head whether the answers are to HEAD and have no bodies
 * @param ask something else that the server answers: on a busy machine a silence alone means nothing
 */
export async function exchange(
  url: string,
  bytes: string | Buffer,
  {
    silenceMs = 250,
    head = false,
    ask = () => askWhetherAlive(url),
  }: { silenceMs?: number; head?: boolean; ask?: () => Promise<unknown> } = {},
): Promise<Exchange> {
  const socket = await dial(url)
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', () => {})
  // Not `once`: an error comes first where the server closes on what we still send.
  const over = new Promise((resolve) => socket.on('close', resolve))
  const giveUpUnlessMoreComes = async (): Promise<void> => {
    const heard = chunks.length
    await ask().catch(() => {})
    await sleep(silenceMs)
    // It may have been we who were late: what has arrived is read before this resolves.
    await new Promise(setImmediate)
    if (chunks.length === heard) socket.destroy()
  }
  socket.setTimeout(silenceMs).on('timeout', () => void giveUpUnlessMoreComes())
  socket.write(bytes)
  await over
  return parsed(Buffer.concat(chunks).toString('latin1'), head)
}

async function askWhetherAlive(url: string): Promise<void> {
  await (await fetch(`${url}/health/live`, { signal: AbortSignal.timeout(10_000) })).text()
}

/** A connection, open. */
export async function dial(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port), noDelay: true })
  await once(socket, 'connect')
  return socket
}

function parsed(text: string, head: boolean): Exchange {
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
    const length = head || status.startsWith('1') ? 0 : Number(headers['content-length'] ?? 0)
    const body = rest.slice(whole.length, whole.length + length)
    if (body.length < length) return { answers, rest }
    if (!status.startsWith('1')) answers.push({ status: Number(status), headers, body: utf8(body) })
    rest = rest.slice(whole.length + length)
  }
}

function utf8(latin1: string): string {
  return Buffer.from(latin1, 'latin1').toString('utf8')
}
