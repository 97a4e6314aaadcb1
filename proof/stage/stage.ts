import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import type { Scene } from '../fault.ts'
import type { Options } from '../options.ts'
import { eventually } from '../wait.ts'
import { DatabaseWatch } from './database-watch.ts'
import { IngressController } from './ingress-controller.ts'
import { getJson, runHelm } from './kubernetes.ts'
import { Instances } from './instances.ts'
import { Load } from './load.ts'
import { Namespace } from './namespace.ts'
import { Nodes } from './nodes.ts'
import { Operator } from './operator.ts'
import { Release } from './release.ts'
import { mebibytes, Volume } from './volume.ts'

const chart = fileURLToPath(new URL('../../wiki-chart', import.meta.url))

/** Everything that a run needs, ready and under load. */
export interface Stage extends AsyncDisposable {
  readonly scene: Scene
  readonly load: Load
  readonly watch: DatabaseWatch
  /** Prefix of all texts of the load. */
  readonly mark: string
  readonly cluster: { readonly kubernetes: string; readonly nodes: number }
}

/** @param show receives the current step @throws if the cluster or the release is unsuitable; leaves nothing behind */
export async function openStage(options: Options, show: (what: string) => void): Promise<Stage> {
  await using stack = new AsyncDisposableStack()
  const mark = `proof-${randomBytes(3).toString('hex')}`
  show('looking at the cluster')
  const cluster = await describeCluster()
  const tools = stack.use(await Namespace.create(`wiki-${mark}-tools`, 'privileged'))
  const { image } = options
  const nodes = new Nodes(tools.name, image)

  const installs = options.release === undefined
  const name = `wiki-${mark}`
  const hasVolume = installs && options.database === 'bundled'
  const volume = hasVolume ? stack.use(await Volume.create(nodes, cluster.node, name)) : undefined
  if (installs) show('installing a release')
  const release = installs
    ? await install(name, image, databaseValues(volume), stack)
    : await installed(options.release ?? '', options.namespace)
  await release.inspect()

  show('starting the load')
  const watch = stack.use(await DatabaseWatch.start(release, image))
  const load = stack.use(await Load.start(tools.name, image, { ...(await targets(release)), rate: options.rate, mark }))
  const scene = {
    release,
    nodes,
    volume,
    ingressController: await IngressController.find(),
    operator: release.instances && (await Operator.find()),
    nextImage: installs ? options.nextImage : undefined,
    nextDatabaseImage: installs ? options.nextDatabaseImage : undefined,
    outageSeconds: options.outageSeconds,
  }
  const rest = stack.move()
  return { scene, load, watch, mark, cluster, [Symbol.asyncDispose]: () => rest.disposeAsync() }
}

async function describeCluster(): Promise<{ kubernetes: string; nodes: number; node: string }> {
  const { items } = await getJson<NodeList>(['nodes']).catch((error: Error) => {
    const reason = error.message.trim().split('\n').at(-1)
    throw new Error(`no cluster answers: ${reason} Select another one with KUBECONFIG.`, { cause: error })
  })
  const node = items.find(({ spec }) => spec.unschedulable !== true && (spec.taints ?? []).length === 0)
  if (node === undefined) throw new Error('no node of the cluster accepts pods')
  const { nodeInfo } = node.status
  return { kubernetes: nodeInfo.kubeletVersion, nodes: items.length, node: node.metadata.name }
}

interface NodeList {
  readonly items: readonly {
    readonly metadata: { readonly name: string }
    readonly spec: { readonly unschedulable?: boolean; readonly taints?: readonly object[] }
    readonly status: { readonly nodeInfo: { readonly kubeletVersion: string } }
  }[]
}

/** The chart with its defaults, in a temporary namespace that enforces the restricted Pod Security Standard. */
async function install(
  namespace: string,
  image: string,
  database: object,
  stack: AsyncDisposableStack,
): Promise<Release> {
  const { name } = stack.use(await Namespace.create(namespace, 'restricted'))
  const values = { fastapi: { image_name: image }, routes: { hosts: [`${name}.example`] }, database }
  const own = ['wiki', '--namespace', name]
  stack.defer(
    async () => void (await runHelm(['uninstall', ...own, '--ignore-not-found', '--wait', '--timeout', '2m'])),
  )
  await runHelm(['install', 'wiki', chart, '--namespace', name, '--values', '-', '--wait', '--timeout', '5m'], values)
  const release = await installed('wiki', name)
  // Helm 3 does not wait for what the operator creates.
  if (!(await eventually(async () => (await release.instances?.isSettled()) ?? true, 120)))
    throw new Error('the instances of the database do not become ready')
  return release
}

async function installed(name: string, namespace: string): Promise<Release> {
  return new Release(name, namespace, chart, await Instances.ofRelease(namespace, name))
}

/** @param volume of the bundled database; without it the database is CloudNativePG's */
function databaseValues(volume: Volume | undefined): object {
  if (volume === undefined) return { mode: 'cnpg' }
  const storage = { className: volume.className, size: `${mebibytes}Mi` }
  // The volume is memory, and counts as the database's.
  return { bundled: { storage, resources: { limits: { memory: `${512 + mebibytes}Mi` } } } }
}

async function targets(release: Release): Promise<{ targets: { ingress: string; service: string }; host: string }> {
  const entry = await release.entry()
  if (entry === undefined)
    throw new Error(`the Ingress of ${release.name} has no address: an ingress controller must assign one`)
  return { targets: { ingress: entry.url, service: `http://${await release.address('api')}` }, host: entry.host }
}
