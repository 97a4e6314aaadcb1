import { kubectl } from './kubernetes.ts'
import { type Pod, startPod } from './pods.ts'

/**
 * The nodes as root, for what Kubernetes has no verb for: signals, a cut network, a volume of its own. On each node that is
 * needed a privileged pod with the image of the API; the node itself lends `nft` (or `iptables`), `mount` and `fallocate`.
 */
export class Nodes {
  readonly #namespace: string
  readonly #image: string
  readonly #pods = new Map<string, Promise<string>>()

  /** @param namespace which allows privileged pods */
  constructor(namespace: string, image: string) {
    this.#namespace = namespace
    this.#image = image
  }

  /** Sends a signal to the first process of a pod's container, or to all of its processes. */
  async signal({ node, containerId }: Pod, signal: 'KILL' | 'STOP' | 'CONT', to: 'first' | 'all'): Promise<void> {
    await this.#run(node, signalScript, [containerId, signal, to])
  }

  /** Drops what comes to this TCP port of a pod and goes from it, without a word to either side. */
  async cut({ node, containerId }: Pod, port: number): Promise<void> {
    await this.#run(node, cutScript, [containerId, String(port)])
  }

  async reconnect({ node, containerId }: Pod, port: number): Promise<void> {
    await this.#run(node, mendScript, [containerId, String(port)])
  }

  /** Drops what comes to a pod from these addresses and goes to them. */
  async cutFrom({ node, containerId }: Pod, addresses: readonly string[]): Promise<void> {
    await this.#run(node, cutFromScript, [containerId, ...addresses])
  }

  async mendCutFrom({ node, containerId }: Pod): Promise<void> {
    await this.#run(node, `${network}\n  within nft delete table inet wiki_proof`, [containerId])
  }

  /** Takes all CPU of a node: processes beside Kubernetes, as those of a neighbour that nobody limits; they end by themselves. */
  async starve(node: string, processes: number): Promise<void> {
    await this.#run(node, starveScript, [String(processes)])
  }

  async feed(node: string): Promise<void> {
    await this.#run(node, 'xargs kill </var/tmp/wiki-proof-starving; rm /var/tmp/wiki-proof-starving', [])
  }

  /** A file system of its own, of this size, in memory. */
  async mount(node: string, directory: string, mebibytes: number): Promise<void> {
    await this.#run(node, mountScript, [directory, String(mebibytes)])
  }

  async unmount(node: string, directory: string): Promise<void> {
    await this.#run(node, 'umount "$1" && rmdir "$1"', [directory])
  }

  /** Takes all the space that is left there. */
  async fill(node: string, directory: string): Promise<void> {
    await this.#run(node, fillScript, [directory])
  }

  async empty(node: string, directory: string): Promise<void> {
    await this.#run(node, 'rm -f "$1/proof-filler"', [directory])
  }

  /** Runs a script in the mount namespace of a node. @throws with what it says */
  async #run(node: string, script: string, parameters: readonly string[]): Promise<string> {
    const starting = this.#pods.get(node) ?? this.#start(node)
    this.#pods.set(node, starting)
    const enter = ['nsenter', '--mount=/proc/1/ns/mnt', 'sh', '-euc', script, 'proof']
    return kubectl(['exec', '--namespace', this.#namespace, await starting, '--', ...enter, ...parameters])
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

// Processes of a container have its id in their cgroup; the first one is number 1 in its own namespace.
const processes = `
  processes=$(grep -ls "$1" /proc/[0-9]*/cgroup | cut -d/ -f3)
  first=$(for process in $processes; do grep -lsE '^NSpid:.*[[:space:]]1$' /proc/$process/status; done | cut -d/ -f3)
  [ -n "$first" ] || { echo "no process of container $1 on this node" >&2; exit 1; }
`
// One of a probe may have ended since.
const signalScript = `${processes}
  [ "$3" = all ] || processes=$first
  for process in $processes; do kill -s "$2" $process || [ ! -d /proc/$process ]; done`

const network = `${processes} within() { nsenter --net=/proc/$first/ns/net "$@"; }`
// Not over the loopback: the kubelet's probes of the database shall say what they see.
const cutScript = `${network}
  if command -v nft >/dev/null; then
    within nft "table inet wiki_proof {
      chain in { type filter hook input priority -300; iifname != lo tcp dport $2 drop; }
      chain out { type filter hook output priority -300; oifname != lo tcp sport $2 drop; }
    }"
  else
    within iptables -I INPUT ! -i lo -p tcp --dport "$2" -j DROP
    within iptables -I OUTPUT ! -o lo -p tcp --sport "$2" -j DROP
  fi`
const mendScript = `${network}
  if command -v nft >/dev/null; then
    within nft delete table inet wiki_proof
  else
    within iptables -D INPUT ! -i lo -p tcp --dport "$2" -j DROP
    within iptables -D OUTPUT ! -o lo -p tcp --sport "$2" -j DROP
  fi`

const cutFromScript = `${network}
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

// Out of the cgroup of the pod, whose share of the CPU is small.
const starveScript = `
  for group in /sys/fs/cgroup/cpu/cgroup.procs /sys/fs/cgroup/cgroup.procs; do
    if [ -w $group ]; then echo $$ >$group || true; fi
  done
  for process in $(seq "$1"); do
    timeout 120 sh -c 'while :; do :; done' </dev/null >/dev/null 2>&1 &
    echo $!
  done >/var/tmp/wiki-proof-starving`

const mountScript = 'mkdir -p "$1" && mount -t tmpfs -o "size=$2m,mode=0777" wiki-proof "$1"'
// Whole mebibytes first, then what remains of the last one.
const fillScript = `
  for unit in 1048576 4096; do
    free=$(($(stat -f -c '%a * %S' "$1") / unit))
    size=$(stat -c %s "$1/proof-filler" 2>/dev/null || echo 0)
    [ $free = 0 ] || fallocate --offset "$size" --length $((free * unit)) "$1/proof-filler"
  done`
