import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempDisposable, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { stringify } from 'yaml'

interface Sample {
  readonly metric: Readonly<Record<string, string>>
  readonly value: number
}

interface FiringAlert {
  readonly name: string
  readonly severity: string
}

export interface Prometheus extends AsyncDisposable {
  /** @param at seconds since the epoch; default: now */
  query(promql: string, at?: number): Promise<readonly Sample[]>
  /** The values of an expression that yields one series, from `from` on. */
  values(promql: string, from: number, stepSeconds: number): Promise<readonly number[]>
  firing(): Promise<readonly FiringAlert[]>
}

/** A real Prometheus on a free port of 127.0.0.1, with its data in a temporary folder. */
export async function startPrometheus(
  program: string,
  configuration: object,
  ruleFiles: Readonly<Record<string, string>>,
): Promise<Prometheus> {
  await using scope = new AsyncDisposableStack()
  const folder = scope.use(await mkdtempDisposable(path.join(tmpdir(), 'prometheus-')))
  const file = path.join(folder.path, 'prometheus.yml')
  await writeFile(file, stringify({ ...configuration, rule_files: Object.keys(ruleFiles) }))
  for (const [name, text] of Object.entries(ruleFiles)) await writeFile(path.join(folder.path, name), text)
  const server = spawn(
    program,
    [
      `--config.file=${file}`,
      `--storage.tsdb.path=${folder.path}/data`,
      '--web.listen-address=127.0.0.1:0',
      '--log.format=json',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  scope.defer(async () => {
    if (server.exitCode === null && server.kill('SIGKILL')) await once(server, 'exit')
  })
  const url = await listeningAt(server.stderr)
  while (!(await fetch(`${url}/-/ready`)).ok) await new Promise((resolve) => setTimeout(resolve, 50))
  const owned = scope.move()

  async function ask(api: string, parameters: Readonly<Record<string, string>>): Promise<unknown> {
    const response = await fetch(`${url}/api/v1/${api}`, { method: 'POST', body: new URLSearchParams(parameters) })
    const { data, error } = (await response.json()) as { data?: unknown; error?: string }
    if (error !== undefined) throw new Error(`${error}: ${JSON.stringify(parameters)}`)
    return data
  }

  return {
    async query(promql, at) {
      const data = await ask('query', { query: promql, ...(at !== undefined && { time: String(at) }) })
      const { result } = data as { result: { metric: Record<string, string>; value: [number, string] }[] }
      return result.map(({ metric, value }) => ({ metric, value: Number(value[1]) }))
    },
    async values(promql, from, stepSeconds) {
      const range = { start: String(from), end: String(Date.now() / 1000), step: String(stepSeconds) }
      const data = await ask('query_range', { query: promql, ...range })
      const { result } = data as { result: { values: [number, string][] }[] }
      if (result.length > 1) throw new Error(`${result.length} series: ${promql}`)
      return (result[0]?.values ?? []).map(([, value]) => Number(value))
    },
    async firing() {
      const response = await fetch(`${url}/api/v1/alerts`)
      const { data } = (await response.json()) as {
        data: { alerts: { state: string; labels: Record<string, string> }[] }
      }
      return data.alerts
        .filter(({ state }) => state === 'firing')
        .map(({ labels }) => ({ name: labels['alertname'] ?? '', severity: labels['severity'] ?? '' }))
    },
    [Symbol.asyncDispose]: async () => owned.disposeAsync(),
  }
}

/** Reads the log until it names the port, and continues reading so that the pipe never fills. */
async function listeningAt(log: NodeJS.ReadableStream): Promise<string> {
  const lines: string[] = []
  return new Promise((resolve, reject) => {
    createInterface(log)
      .on('line', (line) => {
        lines.push(line)
        const address = /"Listening on".*"address":"([^"]+)"/.exec(line)?.[1]
        if (address !== undefined) resolve(`http://${address}`)
      })
      .on('close', () => reject(new Error(`Prometheus ended:\n${lines.join('\n')}`)))
  })
}
