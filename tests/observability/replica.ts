import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { root } from './committed.ts'

export interface Replica extends AsyncDisposable {
  readonly url: string
  /** `host:port`, as a scrape target. */
  readonly address: string
  post(route: string, body: object): Promise<number>
  get(route: string): Promise<number>
}

/** A real process of the API, run from its sources, on a free port. Resolves once it is ready. */
export async function startReplica(
  databaseUrl: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<Replica> {
  const server = spawn(process.execPath, [path.join(root, 'wiki-service/src/main.ts'), 'serve'], {
    env: {
      ...process.env,
      PORT: '0',
      HOST: '127.0.0.1',
      DATABASE_URL: databaseUrl,
      DRAIN_SECONDS: '0',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const url = await listeningAt(server.stdout)

  async function status(route: string, init?: RequestInit): Promise<number> {
    const response = await fetch(`${url}${route}`, init)
    await response.arrayBuffer()
    return response.status
  }

  while ((await status('/health/ready')) !== 200) await new Promise((resolve) => setTimeout(resolve, 50))

  return {
    url,
    address: new URL(url).host,
    get: status,
    post: async (route, body) =>
      status(route, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    async [Symbol.asyncDispose]() {
      if (server.exitCode === null && server.kill('SIGKILL')) await once(server, 'exit')
    },
  }
}

async function listeningAt(log: NodeJS.ReadableStream): Promise<string> {
  const lines: string[] = []
  return new Promise((resolve, reject) => {
    createInterface(log)
      .on('line', (line) => {
        lines.push(line)
        const url = /"url":"([^"]+)".*"listening"/.exec(line)?.[1]
        if (url !== undefined) resolve(url)
      })
      .on('close', () => reject(new Error(`the service ended:\n${lines.join('\n')}`)))
  })
}
