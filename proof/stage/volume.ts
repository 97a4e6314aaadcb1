import { kubectl } from './kubernetes.ts'
import type { Nodes } from './nodes.ts'

/**
 * A volume for the database with a real size limit, which the directories of small clusters lack: a file system in the
 * memory of a node.
 */
export class Volume implements AsyncDisposable {
  /** Its StorageClass, which has no other volume. */
  readonly className: string
  readonly node: string
  readonly directory: string
  readonly #nodes: Nodes

  private constructor(nodes: Nodes, node: string, className: string) {
    this.#nodes = nodes
    this.node = node
    this.className = className
    this.directory = `/var/tmp/${className}`
  }

  static async create(nodes: Nodes, node: string, name: string): Promise<Volume> {
    const volume = new Volume(nodes, node, name)
    await nodes.mount(node, volume.directory, mebibytes)
    await kubectl(['create', '--filename', '-'], {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name },
      spec: {
        storageClassName: name,
        capacity: { storage: `${mebibytes}Mi` },
        accessModes: ['ReadWriteOnce'],
        persistentVolumeReclaimPolicy: 'Retain',
        local: { path: volume.directory },
        nodeAffinity: {
          required: {
            nodeSelectorTerms: [
              { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [node] }] },
            ],
          },
        },
      },
    })
    return volume
  }

  fill(): Promise<void> {
    return this.#nodes.fill(this.node, this.directory)
  }

  empty(): Promise<void> {
    return this.#nodes.empty(this.node, this.directory)
  }

  /** Once no pod uses it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await kubectl(['delete', 'persistentvolume', this.className, '--ignore-not-found', '--timeout=60s'])
    await this.#nodes.unmount(this.node, this.directory)
  }
}

/** A cluster's files, the segments of its log, and what a run writes; the memory counts as the database's. */
export const mebibytes = 512
