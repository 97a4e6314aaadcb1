import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { dial } from './raw-http.ts'

/** What a client does to harm others. The end of the attack resets all of its connections. */
export interface Attack {
  readonly name: string
  run(url: string, crowd: Crowd): Promise<void>
}

/** The connections of an attack. */
export class Crowd implements Disposable {
  readonly #sockets: Socket[] = []

  /** A connection that reads nothing unless told to; the test ignores its end. */
  async dial(url: string): Promise<Socket> {
    const socket = await dial(url)
    this.#sockets.push(socket)
    return socket.pause().on('error', () => {})
  }

  /** Fewer at a time than the kernel queues for a server that has not accepted them yet. */
  async dialMany(url: string, count: number): Promise<readonly Socket[]> {
    const sockets: Socket[] = []
    while (sockets.length < count) {
      const some = Math.min(100, count - sockets.length)
      sockets.push(...(await Promise.all(Array.from({ length: some }, () => this.dial(url)))))
    }
    return sockets
  }

  [Symbol.dispose](): void {
    for (const socket of this.#sockets) socket.resetAndDestroy()
  }
}

const mebibyte = 2 ** 20

export interface Targets {
  /** Path of a post of 60 KB. */
  readonly post: string
  /** Path of a post of 4 MiB. */
  readonly largePost: string
  /** The ids after which posts of 30 KB and posts of 4 MiB follow. */
  readonly mediumAfter: number
  readonly largeAfter: number
}

export function attacks({ post, largePost, mediumAfter, largeAfter }: Targets): readonly Attack[] {
  const list = `/posts?limit=200&after=${mediumAfter}`
  return [
    {
      name: 'large lists, asked for and reset',
      run: async (url, crowd) => {
        for (let round = 0; round < 10; round += 1) {
          const sockets = await crowd.dialMany(url, 10)
          for (const [index, socket] of sockets.entries())
            socket.write(index % 2 === 0 ? get(list, 'Connection: close\r\n') : get(list))
          if (round % 2 === 0) await sleep(20)
          for (const socket of sockets) socket.resetAndDestroy()
        }
      },
    },
    {
      name: 'chunks of one byte each',
      run: async (url, crowd) => {
        const chunks = '1\r\nx\r\n'.repeat(mebibyte)
        for (const socket of await crowd.dialMany(url, 3)) {
          socket.write('POST /users HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n"\r\n')
          socket.write(chunks)
        }
        await sleep(8_000)
      },
    },
    {
      name: 'pipelined requests for posts of 60 KB, and no reading',
      run: async (url, crowd) => {
        for (const socket of await crowd.dialMany(url, 8)) socket.write(get(post).repeat(1_200))
        await sleep(3_000)
      },
    },
    {
      name: 'the same by another way, and by HEAD',
      run: async (url, crowd) => {
        for (const [index, socket] of (await crowd.dialMany(url, 40)).entries())
          socket.write(
            get(post, 'TE: x\r\n')
              .replace('GET', index % 2 === 0 ? 'HEAD' : 'GET')
              .repeat(1_200),
          )
        await sleep(3_000)
      },
    },
    {
      name: '2,500 connections with 60 KB of a body each',
      run: async (url, crowd) => {
        const half = `POST /users HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n{"name":"${'x'.repeat(60_000)}`
        for (const socket of await crowd.dialMany(url, 2_500)) socket.write(half)
        await sleep(2_000)
      },
    },
    {
      name: '2,500 connections with half a head each',
      run: async (url, crowd) => {
        const half = `POST /users HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(15_000)}`
        for (const socket of await crowd.dialMany(url, 2_500)) socket.write(half)
        await sleep(2_000)
      },
    },
    {
      name: '4 MiB announced, 70 KB sent, and no more',
      run: async (url, crowd) => {
        const half = `POST /users HTTP/1.1\r\nHost: x\r\nContent-Length: ${4 * mebibyte}\r\n\r\n{"name":"${'x'.repeat(70_000)}`
        for (const socket of await crowd.dialMany(url, 6)) socket.write(half)
        await sleep(6_000)
      },
    },
    {
      name: 'large lists that nobody reads',
      run: async (url, crowd) => {
        for (const socket of await crowd.dialMany(url, 60)) socket.write(get(list))
        await sleep(3_000)
      },
    },
    {
      name: 'different pages of posts of 4 MiB, and single ones, that nobody reads',
      run: async (url, crowd) => {
        for (const [index, socket] of (await crowd.dialMany(url, 60)).entries())
          socket.write(index % 2 === 0 ? get(largePost) : get(`/posts?limit=${index + 2}&after=${largeAfter}`))
        await sleep(6_000)
      },
    },
    {
      name: '4 MiB of control characters, and of numbers that are printed at length',
      run: async (url, crowd) => {
        const texts = [
          ['text/plain', '\u0001'.repeat(4 * mebibyte)],
          ['application/json', `{"a":[${'1e15,'.repeat(800_000)}1]}`],
        ] as const
        for (const [index, socket] of (await crowd.dialMany(url, 16)).entries()) {
          const [type, text] = texts[index % 2 === 0 ? 0 : 1]
          if (index < 8) socket.resume()
          socket.write(
            `POST /users HTTP/1.1\r\nHost: x\r\nContent-Type: ${type}\r\nContent-Length: ${text.length}\r\n\r\n${text}`,
          )
        }
        await sleep(8_000)
      },
    },
    {
      name: 'a storm of posts of 4 MiB, half of them with answers that nobody reads',
      run: async (url, crowd) => {
        const body = JSON.stringify({ user_id: 1, content: 'x'.repeat(4 * mebibyte - 40) })
        const request = `POST /posts HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n${body}`
        for (const [index, socket] of (await crowd.dialMany(url, 32)).entries()) {
          if (index % 2 === 0) socket.resume()
          socket.write(request)
        }
        await sleep(8_000)
      },
    },
    {
      name: 'a byte a second, sent and read',
      run: async (url, crowd) => {
        const sending = await crowd.dialMany(url, 500)
        const reading = await crowd.dialMany(url, 100)
        for (const socket of reading) socket.write(get(list))
        for (const [index, socket] of sending.entries())
          socket.write(
            index % 2 === 0
              ? 'GET / HTTP/1.1\r\nX: '
              : 'POST /users HTTP/1.1\r\nHost: x\r\nContent-Length: 90000\r\n\r\n{',
          )
        for (let second = 0; second < 5; second += 1) {
          for (const socket of sending) socket.write('x')
          for (const socket of reading) socket.read(1)
          await sleep(1_000)
        }
      },
    },
    {
      name: 'bodies of 60 KB that wait for the database, from 1,500 connections',
      run: async (url, crowd) => {
        const body = JSON.stringify({ name: 'x'.repeat(60_000) })
        const request = `POST /users HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n${body}`
        for (const socket of await crowd.dialMany(url, 1_500)) socket.write(request)
        await sleep(5_000)
      },
    },
  ]
}

function get(path: string, lines = ''): string {
  return `GET ${path} HTTP/1.1\r\nHost: x\r\n${lines}\r\n`
}
