import type { Server } from 'node:http'
import type { FastifyInstance } from 'fastify'
import type { Logger } from '../telemetry/logger.ts'
import { StartFailure } from '../start-failure.ts'

/** Counts open connections; more than the maximum are closed as they come. */
export function countConnections(server: Server, maximum: number): () => number {
  let open = 0
  server.maxConnections = maximum
  server.on('connection', (socket) => {
    open += 1
    socket.on('close', () => (open -= 1))
  })
  return () => open
}

/** @throws StartFailure when the address cannot be listened on */
export async function listen(
  app: FastifyInstance,
  { host, port }: { readonly host: string; readonly port: number },
  logger: Logger,
): Promise<void> {
  try {
    await app.listen({ host, port, listenTextResolver: (address) => address })
  } catch (error) {
    throw new StartFailure(problem(error, host, port), { cause: error })
  }
  const taken = app.addresses().map((address) => address.port)[0] ?? port
  const name = host === '0.0.0.0' || host === '::' || host === '127.0.0.1' ? 'localhost' : host
  logger.info({ url: `http://${name.includes(':') ? `[${name}]` : name}:${taken}` }, 'listening')
}

function problem(error: unknown, host: string, port: number): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  switch (code) {
    case 'EADDRINUSE':
      return `port ${port} is in use: stop what listens there, or set PORT to another`
    case 'EACCES':
      return `port ${port} may not be listened on by this user: set PORT to one above 1023`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is not an address of this machine: set HOST to one that is, such as 127.0.0.1 or 0.0.0.0`
    default:
      return `cannot listen on ${host}:${port}: ${error instanceof Error ? error.message : String(error)}`
  }
}
