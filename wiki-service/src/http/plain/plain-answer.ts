import { STATUS_CODES } from 'node:http'
import { type Answer, jsonContentType } from '../answer.ts'
import { httpLimits } from '../limits.ts'

const keepAlive = `Connection: keep-alive\r\nKeep-Alive: timeout=${httpLimits.keepAliveMs / 1000}\r\n\r\n`
const close = 'Connection: close\r\n\r\n'

/** The head of an answer, as Node and Fastify write it. */
export function renderAnswer(
  { status, json, headers, contentType = jsonContentType }: Answer,
  requestId: string,
  isLast: boolean,
): string {
  const length = typeof json === 'string' ? Buffer.byteLength(json) : json.length
  return (
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nx-request-id: ${requestId}\r\n${headers ? lines(headers) : ''}` +
    `content-type: ${contentType}\r\ncontent-length: ${length}\r\nDate: ${date()}\r\n${isLast ? close : keepAlive}`
  )
}

/** Names and values are our own, so they need no escaping. */
function lines(headers: Readonly<Record<string, string>>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')
}

let second = 0
let text = ''

/** The time in HTTP's format, updated once a second. */
function date(): string {
  const now = Math.floor(Date.now() / 1000)
  if (now !== second) {
    second = now
    text = new Date(now * 1000).toUTCString()
  }
  return text
}
