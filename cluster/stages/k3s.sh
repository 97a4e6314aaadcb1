# shellcheck shell=bash
# k3s: the control plane, the kubelet and containerd, as a child of this shell. Its options: /etc/rancher/k3s/config.yaml

# start_k3s puts its own images and the settings of Traefik into place and starts it. With .cache.json there, k3s leaves out unchanged archives at
# the next start.
start_k3s() {
  local archive images=$DATA_DIR/agent/images manifests=$DATA_DIR/server/manifests
  mkdir -p "$images" "$manifests" "$(dirname "$K3S_LOG")"
  for archive in "$BUNDLE"/airgap/*; do
    [ "$(readlink "$images/$(basename "$archive")")" = "$archive" ] || ln -sfn "$archive" "$images/"
  done
  cp "$BUNDLE/cluster/traefik.yaml" "$manifests/nebula-wiki-traefik.yaml"
  [ -e "$images/.cache.json" ] || echo '{}' >"$images/.cache.json"
  # Sockets and pipes of processes that ended with the container's last run.
  rm -rf /run/k3s
  k3s server >"$K3S_LOG" 2>&1 &
  k3s_pid=$!
}

# wait_for_k3s: each call of kubectl costs a tenth of a second of CPU, so the first waits for the port.
wait_for_k3s() {
  within 120 listens_on 6443 || fail 'k3s has not opened port 6443 after 120 s' "docker cp $(hostname):$K3S_LOG -"
  within 120 kubectl get --raw /readyz ||
    fail "the Kubernetes API does not answer after 120 s" "docker cp $(hostname):$K3S_LOG -"
  within 60 kubectl --namespace default get serviceaccount default ||
    fail "the Kubernetes controllers do not work after 60 s" "docker cp $(hostname):$K3S_LOG -"
}

# within SECONDS COMMAND...: until it succeeds.
within() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < deadline)) || return 1
    sleep 0.4
  done
}

# explain_k3s_log turns the last error of k3s into a cause and a command.
explain_k3s_log() {
  local last
  last=$(grep -E 'level=(fatal|error)' "$K3S_LOG" | tail -n 1 | sed -e 's/.*msg="\(.*\)"$/\1/' | cut -c1-300 || true)
  printf 'k3s ended: %s\n' "${last:-see the end of its log}" >"$STATE_DIR/cause"
  case $last in
    *'address already in use'*) echo "$RUN_COMMAND    (without --network host)" ;;
    *cgroup*) echo "$RUN_COMMAND    (without --cgroup-parent and --cgroupns)" ;;
    *overlay* | *snapshotter*) echo 'docker run --privileged --volume nebula-wiki:/var/lib/rancher/k3s --publish 8080:8080 nebula-wiki' ;;
    *) echo "docker cp $(hostname):$K3S_LOG -" ;;
  esac >"$STATE_DIR/remedy"
}

# wait_for_end_of_k3s: k3s ends only when something fails.
wait_for_end_of_k3s() {
  wait "$k3s_pid" || true
  explain_k3s_log
  give_up k3s
}
