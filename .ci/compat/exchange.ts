import { connect } from 'node:net'

export interface HttpRequest {
  readonly method: string
  /** As written in the request line. */
  readonly target: string
  /** In latin-1. */
  readonly headers: readonly (readonly [string, string])[]
  readonly body: Buffer | undefined
  readonly isChunked: boolean
}

export interface HttpAnswer {
  readonly status: number
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
}

/** One request over its own connection, byte by byte as given. Rejects after 20 s or when the answer is cut. */
export async function exchange(port: number, request: HttpRequest): Promise<HttpAnswer> {
  const socket = connect(port, '127.0.0.1')
  socket.setTimeout(20_000, () => socket.destroy(new Error(`no answer from port ${port} within 20 s`)))
  socket.write(written(request))
  const chunks: Buffer[] = []
  for await (const chunk of socket as AsyncIterable<Buffer>) chunks.push(chunk)
  return parsed(Buffer.concat(chunks))
}

function written({ method, target, headers, body, isChunked }: HttpRequest): Buffer {
  const lines = [
    `${method} ${target} HTTP/1.1`,
    'Host: wiki.test',
    'Connection: close',
    ...headers.map(([name, value]) => `${name}: ${value}`),
  ]
  if (body === undefined) return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1')
  lines.push(isChunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${body.length}`)
  const middle = body.length >> 1
  const framed = isChunked
    ? [chunk(body.subarray(0, middle)), chunk(body.subarray(middle)), Buffer.from('0\r\n\r\n')]
    : [body]
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), ...framed])
}

function chunk(bytes: Buffer): Buffer {
  return bytes.length === 0
    ? bytes
    : Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')])
}

function parsed(raw: Buffer): HttpAnswer {
  const end = raw.indexOf('\r\n\r\n')
  if (end === -1) throw new Error(`cut answer: ${raw.toString('latin1').slice(0, 200)}`)
  const [statusLine = '', ...lines] = raw.toString('latin1', 0, end).split('\r\n')
  const headers = new Map(
    lines.map((line) => [line.split(':', 1)[0]?.toLowerCase() ?? '', line.slice(line.indexOf(':') + 1).trim()]),
  )
  const content = raw.subarray(end + 4)
  const body = headers.get('transfer-encoding') === 'chunked' ? unchunked(content) : content
  return { status: Number(statusLine.split(' ')[1]), headers, body: body.toString('utf8') }
}

function unchunked(content: Buffer): Buffer {
  const chunks: Buffer[] = []
  for (let at = 0; ;) {
    const line = content.indexOf('\r\n', at)
    const size = Number.parseInt(content.toString('latin1', at, line), 16)
    if (!(size > 0)) return Buffer.concat(chunks)
    chunks.push(content.subarray(line + 2, line + 2 + size))
    at = line + 2 + size + 2
  }
}
