import { connect } from 'node:net'

/**
 * Reports when the database is up: tries to log in ten times a second, as `node watch.ts HOST PORT`, and prints each
 * change, and each second without one, as a line `{"up": …, "at": …}`. Independent of the service.
 */
async function main([host = '', port = '5432']: readonly string[]): Promise<void> {
  let last: { readonly up: boolean; readonly at: number } | undefined
  for (;;) {
    const at = performance.timeOrigin + performance.now()
    const up = await asksForPassword(host, Number(port))
    if (up !== last?.up || at - last.at > 1_000) {
      last = { up, at }
      process.stdout.write(`${JSON.stringify(last)}\n`)
    }
    await new Promise((resolve) => setTimeout(resolve, everyMs))
  }
}

const everyMs = 100

/** Whether the server would accept a login: not while it starts, recovers or stops. */
function asksForPassword(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 500 })
    const end = (answer: boolean): void => {
      socket.destroy()
      resolve(answer)
    }
    socket.on('connect', () => socket.write(startup))
    // 'R' requests authentication, 'E' is a refusal (postgresql.org/docs/current/protocol-message-formats.html).
    socket.on('data', (answer) => end(answer[0] === 'R'.charCodeAt(0)))
    socket
      .on('timeout', () => end(false))
      .on('error', () => end(false))
      .on('end', () => end(false))
  })
}

const startup = startupMessage({ user: 'wiki', database: 'wiki' })

function startupMessage(parameters: Readonly<Record<string, string>>): Buffer {
  const text = Object.entries(parameters).map(([name, value]) => `${name}\0${value}\0`)
  const body = Buffer.from(`${text.join('')}\0`)
  const head = Buffer.alloc(8)
  head.writeInt32BE(head.length + body.length, 0)
  // Version 3.0 of the protocol.
  head.writeInt32BE(196_608, 4)
  return Buffer.concat([head, body])
}

await main(process.argv.slice(2))
