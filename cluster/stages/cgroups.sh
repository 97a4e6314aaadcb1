# shellcheck shell=bash
# Prepares the container's cgroup for kubelet, which creates its own cgroups below it, on v1 and v2, in a private and in the
# host's cgroup namespace.

cgroup_version() { if [ -f "$CGROUP_ROOT/cgroup.controllers" ]; then echo v2; else echo v1; fi; }

has_controller() {
  if [ "$(cgroup_version)" = v2 ]; then
    grep -qw "$1" "$CGROUP_ROOT/cgroup.controllers"
  else
    [ -f "$CGROUP_ROOT/$1/cgroup.procs" ]
  fi
}

# own_cgroup_namespace PROGRAM ARGUMENT...: with --cgroupns=host on v2 the root of the tree is the host's own, whose
# processes are not ours to move. A namespace of our own makes this container's cgroup the root.
own_cgroup_namespace() {
  [ "$(cgroup_version)" = v2 ] || return 0
  [ "$(cat "$PROC_ROOT/self/cgroup")" != 0::/ ] || return 0
  [ -z "${OWN_CGROUP_NAMESPACE:-}" ] || return 0
  export OWN_CGROUP_NAMESPACE=yes
  # Without permission the program continues, and preflight reports what is missing.
  unshare --cgroup true 2>/dev/null || return 0
  exec unshare --cgroup -- "$@"
}

prepare_cgroups() {
  if [ "$(cgroup_version)" = v1 ]; then
    note 'v1: nothing to do'
    return
  fi
  if [ -n "${OWN_CGROUP_NAMESPACE:-}" ]; then
    umount "$CGROUP_ROOT" 2>/dev/null || true
    mount -t cgroup2 cgroup2 "$CGROUP_ROOT" ||
      fail "the host's cgroup tree cannot be mounted in a namespace of our own" "$RUN_COMMAND    (without --cgroupns=host)"
  fi
  empty_root_cgroup
  enable_controllers
  note "v2: $(cat "$CGROUP_ROOT/cgroup.subtree_control")"
}

# empty_root_cgroup: a cgroup with processes of its own gives no controllers to those below it. `docker exec` may add
# one at any moment, hence the repetition.
empty_root_cgroup() {
  local try process
  mkdir -p "$CGROUP_ROOT/init"
  for try in 1 2 3 4 5 6 7 8 9 10; do
    [ -n "$(cat "$CGROUP_ROOT/cgroup.procs")" ] || return 0
    while read -r process; do
      # One may have ended meanwhile.
      move_process "$process" "$CGROUP_ROOT/init/cgroup.procs" || true
    done < <(cat "$CGROUP_ROOT/cgroup.procs")
  done
  fail "process $(head -n 1 "$CGROUP_ROOT/cgroup.procs") does not leave the root cgroup (after $try tries)" "$RUN_COMMAND    (without --pid host)"
}

move_process() { echo "$1" >"$2"; } 2>/dev/null
enable_controller() { echo "+$1" >>"$CGROUP_ROOT/cgroup.subtree_control"; } 2>/dev/null

enable_controllers() {
  local name
  for name in $(tr '\n' ' ' <"$CGROUP_ROOT/cgroup.controllers"); do
    enable_controller "$name" && continue
    case $name in
      cpu | cpuset | memory | pids)
        fail "the cgroup controller $name cannot be enabled for pods" "$RUN_COMMAND    (without --cgroup-parent; with --cgroupns=private)" ;;
    esac
  done
}
