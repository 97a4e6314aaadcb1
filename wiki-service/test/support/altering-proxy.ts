import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

export interface AlteringProxy extends AsyncDisposable {
  /** The upstream's address, through the proxy. */
  readonly url: string
  /**
   * Called for each message of the server; returns what the client gets instead, or undefined for the message itself.
   */
  alter: (type: string, message: Buffer) => Buffer | undefined
}

/** A proxy between the service and PostgreSQL (without TLS) that alters the server's messages. */
export async function startAlteringProxy(upstream: string): Promise<AlteringProxy> {
  const target = new URL(upstream)
  const sockets = new Set<Socket>()
  const state: Pick<AlteringProxy, 'alter'> = { alter: () => undefined }
  const server = createServer((client) => {
    const database = connect({ host: target.hostname, port: Number(target.port) })
    for (const socket of [client, database]) {
      sockets.add(socket)
      socket.setNoDelay()
      socket.on('error', () => {})
      socket.on('close', () => {
        sockets.delete(socket)
        client.destroy()
        database.destroy()
      })
    }
    client.on('data', (bytes) => database.write(bytes))
    let rest = Buffer.alloc(0)
    let isNegotiated = false
    database.on('data', (bytes: Buffer) => {
      if (!isNegotiated && bytes.toString() === 'N') return client.write(bytes)
      isNegotiated = true
      rest = Buffer.concat([rest, bytes])
      for (
        let length;
        rest.length >= 5 && rest.length > (length = rest.readUInt32BE(1));
        rest = rest.subarray(length + 1)
      ) {
        const message = rest.subarray(0, length + 1)
        client.write(state.alter(message.toString('latin1', 0, 1), message) ?? message)
      }
      return undefined
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = new URL(upstream)
  url.port = String(Object(server.address()).port)
  return Object.assign(state, {
    url: url.href,
    async [Symbol.asyncDispose]() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  })
}

/** A message of the server: https://www.postgresql.org/docs/18/protocol-message-formats.html */
export function message(type: string, body: Buffer | string = ''): Buffer {
  const bytes = Buffer.from(body)
  const head = Buffer.from(`${type}____`)
  head.writeUInt32BE(bytes.length + 4, 1)
  return Buffer.concat([head, bytes])
}
