import type { IncomingMessage } from 'node:http'

/** The head of a request without its Upgrade headers, which a server may ignore (RFC 9110, section 7.8). */
export function withoutUpgrade({ method, url, httpVersion, rawHeaders }: IncomingMessage): Buffer {
  let lines = ''
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? ''
    if (name.toLowerCase() !== 'upgrade') lines += `${name}:${rawHeaders[index + 1]}\r\n`
  }
  return Buffer.from(`${method} ${url} HTTP/${httpVersion}\r\n${lines}\r\n`, 'latin1')
}
