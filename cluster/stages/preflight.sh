# shellcheck shell=bash
# What must be in place before anything starts. Each refusal names its cause and the command that fixes it.

preflight() {
  [ "$(id -u)" = 0 ] || fail 'this container runs as an unprivileged user' "$RUN_COMMAND    (without --user)"
  check_privileges
  check_processes
  check_cgroups
  check_memory
  check_volume
  check_ports
  note "cgroup $(cgroup_version), $(nproc) CPUs, $(mebibytes "$(memory_limit)") MiB memory, $(mebibytes "$(free_space)") MiB disk"
}

# check_privileges: having every capability is not enough; Docker must also leave /sys and /proc/sys writable.
check_privileges() {
  local capabilities tree=$CGROUP_ROOT
  [ "$(cgroup_version)" = v2 ] || tree=$CGROUP_ROOT/memory
  capabilities=0x$(sed -n 's/^CapEff:\s*//p' "$PROC_ROOT/self/status")
  ((capabilities >> 21 & 1)) || fail 'this container is not privileged (it lacks CAP_SYS_ADMIN)' "$RUN_COMMAND"
  [ -w "$PROC_ROOT/sys/net/ipv4/ip_forward" ] || fail 'this container is not privileged (/proc/sys is read-only)' "$RUN_COMMAND"
  [ -w "$tree" ] || fail 'this container is not privileged (/sys/fs/cgroup is read-only)' "$RUN_COMMAND"
}

# check_processes: stopping ends the pods by their processes, which must not be the host's.
check_processes() {
  case $(cat "$PROC_ROOT/1/comm") in
    bash | entrypoint.sh | docker-init | tini | dumb-init) ;;
    *) fail "this container shares the host's processes (--pid host)" "$RUN_COMMAND    (without --pid host)" ;;
  esac
}

check_cgroups() {
  local name
  for name in cpu cpuset memory pids; do
    has_controller "$name" && continue
    case $(cgroup_version) in
      v2) fail "cgroup v2 gives this container no $name controller" \
        "sudo systemctl set-property docker.service Delegate=yes && sudo systemctl restart docker    (or the kernel parameter cgroup_enable=$name)" ;;
      *) fail "there is no cgroup v1 hierarchy for $name" \
        "sudo mkdir -p /sys/fs/cgroup/$name && sudo mount -t cgroup -o $name cgroup /sys/fs/cgroup/$name    (on the host; or the kernel parameter cgroup_enable=$name)" ;;
    esac
  done
}

check_memory() {
  local least=$((${LEAST_MEMORY_MIB:-2560} * 1048576))
  (($(memory_limit) >= least)) ||
    fail "$(mebibytes "$(memory_limit)") MiB of memory is not enough: the cluster requires $(mebibytes $least) MiB" \
      "docker run --privileged --memory 4g --publish 8080:8080 nebula-wiki    (Docker Desktop: Settings, Resources, Memory)"
}

# check_volume: the images are unpacked once; later starts need little space.
check_volume() {
  local least=3072
  [ ! -d "$DATA_DIR/agent/containerd" ] || least=256
  (($(free_space) >= ${LEAST_DISK_MIB:-$least} * 1048576)) ||
    fail "$(mebibytes "$(free_space)") MiB of free disk for $DATA_DIR is not enough: a start requires $least MiB" 'docker system prune --volumes'
  can_overlay ||
    fail "$DATA_DIR is not on a volume (overlayfs cannot be mounted there)" \
      'docker run --privileged --volume nebula-wiki:/var/lib/rancher/k3s --publish 8080:8080 nebula-wiki'
}

# check_ports: with --network host, another program may hold them. 80, 443 and 8080 are the entry, the others Kubernetes.
check_ports() {
  local port
  for port in 80 443 8080 6443 10250; do
    listens_on "$port" || continue
    fail "port $port is already taken in this container's network" "$RUN_COMMAND    (without --network host; another host port: --publish 9090:8080)"
  done
}

can_overlay() {
  local place status=0
  mkdir -p "$DATA_DIR"
  place=$(mktemp -d "$DATA_DIR/.overlay.XXXXXX")
  mkdir "$place/lower" "$place/upper" "$place/work" "$place/merged"
  mount -t overlay overlay -o "lowerdir=$place/lower,upperdir=$place/upper,workdir=$place/work" "$place/merged" 2>/dev/null || status=1
  umount "$place/merged" 2>/dev/null || true
  rm -rf "$place"
  return "$status"
}

# memory_limit: of the container, or the machine's memory, in bytes.
memory_limit() {
  local file limit machine
  machine=$(($(sed -n 's/^MemTotal:\s*\([0-9]*\) kB/\1/p' "$PROC_ROOT/meminfo") * 1024))
  for file in "$CGROUP_ROOT/memory.max" "$CGROUP_ROOT/memory/memory.limit_in_bytes"; do
    limit=$(cat "$file" 2>/dev/null) || continue
    [ "$limit" = max ] || ((limit >= machine)) || machine=$limit
  done
  echo "$machine"
}

# listens_on PORT: 0A is the state LISTEN.
listens_on() { grep -sqi "^ *[0-9]*: [0-9A-F]*:$(printf %04X "$1") [0-9A-F]*:0000 0A" "$PROC_ROOT/net/tcp" "$PROC_ROOT/net/tcp6"; }

free_space() { df --output=avail --block-size=1 "$(existing "$DATA_DIR")" | tail -n 1; }
existing() { if [ -e "$1" ]; then echo "$1"; else existing "$(dirname "$1")"; fi; }
mebibytes() { echo $(($1 / 1048576)); }
