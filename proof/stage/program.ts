import type { ChildProcess } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { kubectl, startKubectl } from './kubernetes.ts'

const directory = fileURLToPath(new URL('../load/', import.meta.url))

export interface ProgramOptions {
  readonly namespace: string
  /** Of the pod and its ConfigMap. */
  readonly name: string
  readonly labels?: Readonly<Record<string, string>>
  readonly image: string
  /** The file in proof/load, and what it is told. */
  readonly command: readonly string[]
  readonly line: (text: string) => void
}

/** A program of proof/load in a pod: it gets lines and says lines, and ends when this process does. */
export class Program implements AsyncDisposable {
  readonly #child: ChildProcess
  readonly #delete: () => Promise<unknown>
  /** Rejects when the program ends by itself. */
  readonly ended: Promise<never>

  private constructor(child: ChildProcess, line: (text: string) => void, remove: () => Promise<unknown>) {
    this.#child = child
    this.#delete = remove
    const complaints: string[] = []
    child.stderr?.on('data', (piece: Buffer) => complaints.push(piece.toString()))
    if (child.stdout !== null) createInterface({ input: child.stdout }).on('line', line)
    this.ended = new Promise((_, reject) => {
      child.on('error', reject)
      child.on('exit', (code) => reject(new Error(`${child.spawnargs.at(-1)} ended (${code}): ${complaints.join('')}`)))
    })
    // Whoever waits for it sees it; nobody has to.
    this.ended.catch(() => undefined)
  }

  static async start({ namespace, name, labels = {}, image, command, line }: ProgramOptions): Promise<Program> {
    const remove = () =>
      kubectl([
        'delete',
        '--namespace',
        namespace,
        '--ignore-not-found',
        '--wait=false',
        `pod/${name}`,
        `configmap/${name}`,
      ])
    try {
      await kubectl(['create', '--filename', '-'], {
        apiVersion: 'v1',
        kind: 'List',
        items: [await programFiles(namespace, name), pod({ namespace, name, labels, image })],
      })
      await kubectl(['wait', '--namespace', namespace, '--for=condition=Ready', `pod/${name}`, '--timeout=60s'])
      const [file = '', ...rest] = command
      const node = ['node', `/proof/${file}`, ...rest]
      return new Program(
        await startKubectl(['exec', '--stdin', '--namespace', namespace, name, '--', ...node]),
        line,
        remove,
      )
    } catch (error) {
      await remove()
      throw error
    }
  }

  tell(message: object): void {
    this.#child.stdin?.write(`${JSON.stringify(message)}\n`)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.removeAllListeners('exit').kill()
    await this.#delete()
  }
}

async function programFiles(namespace: string, name: string): Promise<object> {
  const files = await readdir(directory)
  const texts = await Promise.all(
    files.map(async (file) => [file, await readFile(`${directory}${file}`, 'utf8')] as const),
  )
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace },
    data: { ...Object.fromEntries(texts), 'package.json': '{"type": "module"}' },
  }
}

function pod({
  namespace,
  name,
  labels,
  image,
}: Pick<ProgramOptions, 'namespace' | 'name' | 'labels' | 'image'>): object {
  const container = {
    name: 'program',
    image,
    command: ['sleep', 'infinity'],
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
    volumeMounts: [{ name: 'program', mountPath: '/proof' }],
  }
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels },
    spec: {
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 0,
      securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [container],
      volumes: [{ name: 'program', configMap: { name } }],
    },
  }
}
