import { kubectl } from './kubernetes.ts'
import { type Pod, startPod } from './pods.ts'

/**
 * Root access to nodes, for what Kubernetes does not offer: signals, a cut network, a temporary volume. Runs a
 * privileged pod with the image of the API on each node involved, which supplies `nft` (or `iptables`), `mount` and
 * `fallocate`.
 */
export class Nodes {
  readonly #namespace: string
  readonly #image: string
  readonly #pods = new Map<string, Promise<string>>()
  readonly #paused = new Set<Pod>()
  readonly #cut = new Set<Pod>()

  /** @param namespace which allows privileged pods */
  constructor(namespace: string, image: string) {
    this.#namespace = namespace
    this.#image = image
  }

  /** Ends the first process of a pod's container, as a crash does. */
  async kill({ node, containerId }: Pod): Promise<void> {
    await this.#run(node, killScript, [containerId])
  }

  /** Stops every process of a pod's container, silently. */
  async pause(pod: Pod): Promise<void> {
    this.#paused.add(pod)
    await this.#run(pod.node, pauseScript, [pod.containerId])
  }

  /** Resumes what was paused. A container that was restarted meanwhile is already running. */
  async resume(): Promise<void> {
    for (const pod of this.#paused) {
      await this.#run(pod.node, resumeScript, [groupOf(pod)])
      this.#paused.delete(pod)
    }
  }

  /** Drops packets to and from this TCP port of a pod, silently. */
  async cut(pod: Pod, port: number): Promise<void> {
    this.#cut.add(pod)
    await this.#run(pod.node, cutScript, [groupOf(pod), String(port)])
  }

  /** Drops packets between a pod and these addresses. */
  async cutFrom(pod: Pod, addresses: readonly string[]): Promise<void> {
    this.#cut.add(pod)
    await this.#run(pod.node, cutFromScript, [groupOf(pod), ...addresses])
  }

  /** Undoes every cut. A pod's network outlives its containers, and ends with the pod. */
  async reconnect(): Promise<void> {
    for (const pod of this.#cut) {
      await this.#run(pod.node, reconnectScript, [groupOf(pod)])
      this.#cut.delete(pod)
    }
  }

  /**
   * Uses all CPU of a node with processes outside of Kubernetes, like an unlimited neighbour; they end on their own.
   */
  async starve(node: string, processes: number): Promise<void> {
    await this.#run(node, starveScript, [String(processes)])
  }

  async feed(node: string): Promise<void> {
    await this.#run(node, feedScript, [])
  }

  /** Mounts a temporary file system of this size, in memory. */
  async mount(node: string, directory: string, mebibytes: number): Promise<void> {
    await this.#run(node, mountScript, [directory, String(mebibytes)])
  }

  async unmount(node: string, directory: string): Promise<void> {
    await this.#run(node, 'umount "$1" && rmdir "$1"', [directory])
  }

  /** Fills all remaining space. */
  async fill(node: string, directory: string): Promise<void> {
    await this.#run(node, fillScript, [directory])
  }

  async empty(node: string, directory: string): Promise<void> {
    await this.#run(node, 'rm -f "$1/proof-filler"', [directory])
  }

  /** Runs a script in the mount namespace of a node. @throws with its message */
  async #run(node: string, script: string, parameters: readonly string[]): Promise<string> {
    const starting = this.#pods.get(node) ?? this.#start(node)
    this.#pods.set(node, starting)
    const enter = ['nsenter', '--mount=/proc/1/ns/mnt', 'sh', '-euc', script, 'proof']
    const command = ['exec', '--namespace', this.#namespace, await starting, '--', ...enter, ...parameters]
    return kubectl(command).catch(({ cause }: Error) => {
      throw new Error(`${node}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
    })
  }

  async #start(node: string): Promise<string> {
    const name = `node-${this.#pods.size}`
    const container = {
      name: 'node',
      image: this.#image,
      command: ['sleep', 'infinity'],
      securityContext: { privileged: true, runAsUser: 0 },
    }
    const spec = { nodeName: node, hostPID: true, terminationGracePeriodSeconds: 0, containers: [container] }
    await startPod(name, this.#namespace, spec)
    return name
  }
}

/** Name of the cgroups of a pod's processes, with underscores if systemd manages them. */
function groupOf({ uid }: Pod): string {
  return `pod${uid.replaceAll('-', '[-_]')}`
}

// Of a container, by its id, or of a pod; oldest first.
const processes = `
  processes=$(grep -ls "$1" /proc/[0-9]*/cgroup | cut -d/ -f3 | sort -n)`
const someProcesses = `${processes}
  [ -n "$processes" ] || { echo "no process of $1 on this node" >&2; exit 1; }`
const killScript = `${someProcesses}
  first=$(for process in $processes; do grep -lsE '^NSpid:.*[[:space:]]1$' /proc/$process/status; done | cut -d/ -f3)
  kill -s KILL $first`
// A process of a probe may have ended since.
const pauseScript = `${someProcesses}
  for process in $processes; do kill -s STOP $process || [ ! -d /proc/$process ]; done`
const resumeScript = `${processes}
  for process in $processes; do kill -s CONT $process || [ ! -d /proc/$process ]; done`

// The oldest process holds the pod's namespaces as long as there are any.
const network = `
  within() { nsenter --net=/proc/\${processes%%[!0-9]*}/ns/net "$@"; }`
// Not on the loopback, so that the kubelet's probes of the database still see its state.
const cutScript = `${someProcesses} ${network}
  if command -v nft >/dev/null; then
    within nft "table inet wiki_proof {
      chain in { type filter hook input priority -300; iifname != lo tcp dport $2 drop; }
      chain out { type filter hook output priority -300; oifname != lo tcp sport $2 drop; }
    }"
  else
    within iptables -I INPUT ! -i lo -p tcp --dport "$2" -m comment --comment wiki-proof -j DROP
    within iptables -I OUTPUT ! -o lo -p tcp --sport "$2" -m comment --comment wiki-proof -j DROP
  fi`
const cutFromScript = `${someProcesses} ${network}
  in= out=
  for address in $(shift; echo "$@"); do
    case $address in *:*) family=ip6 ;; *) family=ip ;; esac
    in="$in $family saddr $address drop;"
    out="$out $family daddr $address drop;"
  done
  within nft "table inet wiki_proof {
    chain in { type filter hook input priority -300; $in }
    chain out { type filter hook output priority -300; $out }
  }"`
// Adding the table first avoids an error if there is none.
const reconnectScript = `${processes} ${network}
  [ -n "$processes" ] || exit 0
  if command -v nft >/dev/null; then
    within nft 'add table inet wiki_proof; delete table inet wiki_proof'
  else
    within iptables-save | grep -v wiki-proof | within iptables-restore
  fi`

// Leaves the pod's cgroup, whose share of the CPU is small.
const starveScript = `
  for group in /sys/fs/cgroup/cpu/cgroup.procs /sys/fs/cgroup/cgroup.procs; do
    if [ -w $group ]; then echo $$ >$group || true; fi
  done
  for process in $(seq "$1"); do
    timeout 120 sh -c 'while :; do :; done' </dev/null >/dev/null 2>&1 &
    echo $!
  done >/var/tmp/wiki-proof-starving`

const feedScript = `
  processes=/var/tmp/wiki-proof-starving
  [ ! -e $processes ] || { xargs kill <$processes || true; rm $processes; }`

const mountScript = 'mkdir -p "$1" && mount -t tmpfs -o "size=$2m,mode=0777" wiki-proof "$1"'
// Whole mebibytes first, then the rest of the last one.
const fillScript = `
  for unit in 1048576 4096; do
    free=$(($(stat -f -c '%a * %S' "$1") / unit))
    size=$(stat -c %s "$1/proof-filler" 2>/dev/null || echo 0)
    [ $free = 0 ] || fallocate --offset "$size" --length $((free * unit)) "$1/proof-filler"
  done`
