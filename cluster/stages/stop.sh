# shellcheck shell=bash
# `docker stop` gives 10 s. Pods are stopped as processes, not through the API: that works in every state of the cluster
# and leaves what it wants unchanged for the next start.

# stop_cluster: k3s first, so that nothing is started again; then the pods; PostgreSQL last, when its clients are gone.
stop_cluster() {
  local others databases
  trap '' TERM INT
  write_status stopping
  [ -n "$k3s_pid" ] || return 0
  send TERM "$k3s_pid"
  gone_within 2000 "$k3s_pid" || send KILL "$k3s_pid"
  others=$(pod_processes | awk '$2 != "postgres" { print $1 }')
  databases=$(pod_processes | awk '$2 == "postgres" { print $1 }')
  send TERM "$others"
  [ -z "$databases" ] || gone_within 2000 "$others" || true
  # SIGINT is PostgreSQL's fast shutdown: open transactions are rolled back, and a checkpoint is written.
  send INT "$databases"
  gone_within 4500 "$databases" || echo 'PostgreSQL did not end in time; it recovers at the next start' >&2
  gone_within 300 "$others" || true
}

# pod_processes prints "PID NAME" of the first process of every container: the children of containerd's shims.
pod_processes() {
  { cat "$PROC_ROOT"/[0-9]*/stat 2>/dev/null || true; } | # some end meanwhile
    sed 's/^\([0-9]*\) (\(.*\)) . \([0-9]*\) .*/\1 \3 \2/' |
    awk '{ name[$1] = $3; parent[$1] = $2 }
      END { for (process in name) if (name[parent[process]] ~ /^containerd-shim/ && name[process] !~ /^(pause|containerd-shim|runc)/) print process, name[process] }'
}

send() { # SIGNAL PROCESSES
  # shellcheck disable=SC2086 # a list
  [ -z "$2" ] || kill "-$1" $2 2>/dev/null || true
}

# gone_within MILLISECONDS PROCESSES: a zombie is gone, too.
gone_within() {
  local deadline=$(($(now_ms) + $1)) process state
  for process in $2; do
    while state=$(sed -n 's/^State:\s*\(.\).*/\1/p' "$PROC_ROOT/$process/status" 2>/dev/null) && [ -n "$state" ] && [ "$state" != Z ]; do
      (($(now_ms) < deadline)) || return 1
      sleep 0.05
    done
  done
}
