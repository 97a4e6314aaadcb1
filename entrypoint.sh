#!/usr/bin/env bash
# Boots the whole cluster in this container: runs the stages in cluster/stages in order, then waits.
# SIGTERM stops it cleanly at any moment. Exit status: 0 stopped, 1 failed.
set -euo pipefail
# k3s takes both from the environment, and so from `docker run --env`.
unset K3S_URL K3S_TOKEN

export BUNDLE=${BUNDLE:-/opt/nebula-wiki}
export STATE_DIR=${STATE_DIR:-/run/wiki}
export DATA_DIR=${DATA_DIR:-/var/lib/rancher/k3s}
export CGROUP_ROOT=${CGROUP_ROOT:-/sys/fs/cgroup}
export PROC_ROOT=${PROC_ROOT:-/proc}
export K3S_LOG=${K3S_LOG:-/var/log/k3s.log}
export ENTRY=${ENTRY:-http://127.0.0.1:8080}

for part in report preflight cgroups network k3s images chart ready verify stop; do
  # shellcheck source=/dev/null # each is checked alone
  . "$BUNDLE/cluster/stages/$part.sh"
done

main() {
  own_cgroup_namespace "$0" "$@"
  begin_report
  trap 'stop_cluster; end_report stopped; exit 0' TERM INT
  stage preflight preflight
  stage cgroups prepare_cgroups
  stage network ensure_default_route
  start_k3s
  import_images >"$STATE_DIR/images.log" 2>&1 &
  importer=$!
  stage k3s wait_for_k3s
  stage images wait_for_images "$importer"
  stage chart install_chart
  stage ready wait_for_routes
  stage verify verify
  show_welcome
  end_report ready
  wait_for_end_of_k3s
}

main "$@"
