import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

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
 * Sends bytes as they are and hears the server out: until it closes, or has been silent for `silenceMs`.
 * @param head whether the answers are to HEAD and have no bodies
 * @param lastChance awaited at the first silence, before a second one ends it: on a busy machine a silence may mean nothing
 */
export async function exchange(
  url: string,
  bytes: string | Buffer,
  {
    silenceMs = 1_000,
    head = false,
    lastChance,
  }: { silenceMs?: number; head?: boolean; lastChance?: () => Promise<void> } = {},
): Promise<Exchange> {
  const socket = await dial(url)
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', () => {})
  // Not `once`: an error comes first where the server closes on what we still send.
  const over = new Promise((resolve) => socket.on('close', resolve))
  const giveUp = (): void => void socket.destroy()
  socket.setTimeout(silenceMs).once('timeout', () => {
    if (lastChance === undefined) giveUp()
    else void lastChance().then(() => socket.setTimeout(silenceMs, giveUp), giveUp)
  })
  socket.write(bytes)
  await over
  return parsed(Buffer.concat(chunks).toString('latin1'), head)
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
