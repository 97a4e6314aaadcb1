import { connect, type Socket } from 'node:net'

/**
 * A keep-alive connection with at most one request in progress, which uses little CPU: it counts the bytes of bodies
 * without reading them. It supports only answers with a Content-Length, as the service gives.
 */
export class Connection {
  readonly #socket: Socket
  readonly #answered: (status: string, connection: Connection) => void
  readonly #lost: (reason: Error) => void
  #status = ''
  #bodyLeft = 0
  #head: Buffer = nothing

  /**
   * @param answered is called when the last byte of an answer has arrived
   * @param lost is called when the connection ends, except by `close()`
   */
  constructor(
    { host, port }: { readonly host: string; readonly port: number },
    answered: (status: string, connection: Connection) => void,
    lost: (reason: Error) => void,
  ) {
    this.#answered = answered
    this.#lost = lost
    const onread = {
      buffer: Buffer.allocUnsafe(65_536),
      callback: (length: number, buffer: Uint8Array) => {
        this.#read(Buffer.from(buffer.buffer, buffer.byteOffset, length))
        return true
      },
    }
    this.#socket = connect({ host, port, noDelay: true, onread })
    this.#socket.on('error', lost).on('end', () => lost(new Error('the service closed a connection')))
  }

  send(request: string): void {
    this.#socket.write(request, 'latin1')
  }

  close(): void {
    this.#socket.removeAllListeners('end').destroy()
  }

  #read(chunk: Buffer): void {
    if (this.#bodyLeft > 0) return this.#readBody(chunk.length)
    const bytes = this.#head.length === 0 ? chunk : Buffer.concat([this.#head, chunk])
    const end = bytes.indexOf('\r\n\r\n')
    if (end === -1) {
      this.#head = Buffer.from(bytes)
      return
    }
    this.#head = nothing
    const head = bytes.toString('latin1', 0, end)
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
    if (length === undefined) return this.#lost(new Error(`an answer without Content-Length: ${head}`))
    this.#status = head.slice('HTTP/1.1 '.length, 'HTTP/1.1 200'.length)
    this.#bodyLeft = Number(length)
    this.#readBody(bytes.length - end - 4)
  }

  #readBody(length: number): void {
    this.#bodyLeft -= length
    if (this.#bodyLeft < 0) return this.#lost(new Error('the server sent more than the answer'))
    if (this.#bodyLeft === 0) this.#answered(this.#status, this)
  }
}

const nothing = Buffer.alloc(0)
