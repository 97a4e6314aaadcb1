import type { ChildProcess } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { kubectl, startKubectl } from './kubernetes.ts'
import { startPod } from './pods.ts'

const directory = fileURLToPath(new URL('../load/', import.meta.url))

export interface ProgramOptions {
  readonly namespace: string
  /** Of the pod and its ConfigMap. */
  readonly name: string
  readonly labels?: Readonly<Record<string, string>>
  readonly image: string
  /** The file in proof/load, and its arguments. */
  readonly command: readonly string[]
  readonly line: (text: string) => void
}

/** A program of proof/load in a pod, which reads and writes lines. */
export class Program implements AsyncDisposable {
  readonly #child: ChildProcess
  readonly #pod: AsyncDisposable
  /** Rejects when the program ends on its own. */
  readonly ended: Promise<never>

  private constructor(child: ChildProcess, pod: AsyncDisposable, line: (text: string) => void) {
    this.#child = child
    this.#pod = pod
    const complaints: string[] = []
    child.stderr?.on('data', (piece: Buffer) => complaints.push(piece.toString()))
    if (child.stdout !== null) createInterface({ input: child.stdout }).on('line', line)
    this.ended = new Promise((_, reject) => {
      child.on('error', reject)
      child.on('exit', (code) => reject(new Error(`${child.spawnargs.at(-1)} ended (${code}): ${complaints.join('')}`)))
    })
    // Handled by those who wait for it, if there are any.
    this.ended.catch(() => undefined)
  }

  static async start({ namespace, name, labels = {}, image, command, line }: ProgramOptions): Promise<Program> {
    await using pod = new AsyncDisposableStack()
    const own = ['--namespace', namespace, `pod/${name}`, `configmap/${name}`]
    pod.defer(async () => void (await kubectl(['delete', '--ignore-not-found', '--wait=false', ...own])))
    await startPod(name, namespace, podSpec(name, image), { labels, objects: [await programFiles(name, namespace)] })
    const [file = '', ...words] = command
    const exec = ['exec', '--stdin', '--namespace', namespace, name, '--', 'node', `/proof/${file}`, ...words]
    return new Program(await startKubectl(exec), pod.move(), line)
  }

  tell(message: object): void {
    this.#child.stdin?.write(`${JSON.stringify(message)}\n`)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.removeAllListeners('exit').kill()
    await this.#pod[Symbol.asyncDispose]()
  }
}

async function programFiles(name: string, namespace: string): Promise<object> {
  const files = await readdir(directory)
  const texts = files.map(async (file) => [file, await readFile(`${directory}${file}`, 'utf8')] as const)
  const data = { ...Object.fromEntries(await Promise.all(texts)), 'package.json': '{"type": "module"}' }
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data }
}

function podSpec(name: string, image: string): object {
  const container = {
    name: 'program',
    image,
    command: ['sleep', 'infinity'],
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
    volumeMounts: [{ name: 'program', mountPath: '/proof' }],
  }
  return {
    automountServiceAccountToken: false,
    terminationGracePeriodSeconds: 0,
    securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: 'RuntimeDefault' } },
    containers: [container],
    volumes: [{ name: 'program', configMap: { name } }],
  }
}
