import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** How long a client that was refused may go on sending before it is cut off, possibly before it has read why. */
const lingerMs = 2_000

const refusedSockets = new WeakSet<Socket>()

/** Answers what Node's parser refuses before there is a request: broken syntax, headers too large, a client too slow. */
export function answerClientError(error: Error & { readonly code?: string }, socket: AnsweringSocket): void {
  // What is broken once is broken with every further packet.
  if (refusedSockets.has(socket)) return
  refusedSockets.add(socket)
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const [status, reason] = answers[error.code ?? ''] ?? [400, 'Bad Request']
  behindAnswersUnderWay(socket, () => refuse(socket, status, reason))
}

/** Ends a connection with an answer of ours. */
export function refuse(socket: Socket, status: number, reason: string): void {
  const body = JSON.stringify({ detail: reason })
  socket.end(
    `HTTP/1.1 ${status} ${reason}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
  )
  const cutOff = setTimeout(() => socket.destroy(), lingerMs).unref()
  socket.once('close', () => clearTimeout(cutOff))
}

/** Node's own handler looks at this member too: the answer that is being made to an earlier request of the connection. */
type AnsweringSocket = Socket & { readonly _httpMessage?: ServerResponse | null }

/** A request that came whole before the broken one is answered, and first: it may have stored something. */
function behindAnswersUnderWay(socket: AnsweringSocket, answer: () => void): void {
  const underWay = socket._httpMessage
  if (!underWay?.req.complete || underWay.closed) answer()
  else underWay.once('close', () => behindAnswersUnderWay(socket, answer))
}

const answers: Readonly<Record<string, readonly [number, string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'Payload Too Large'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout'],
}
