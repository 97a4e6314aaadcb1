# shellcheck shell=bash
# Everything answers through the entry, as it does for a person outside.

# shellcheck disable=SC2154 # report.sh has the dashboard's path; without a session it leads to the login
routes="/ /users /posts /metrics /docs /openapi.json /health/ready /grafana/api/health $dashboard_path"

wait_for_routes() {
  local route deadline=$((SECONDS + ${READY_SECONDS:-240}))
  for route in $routes; do
    until answers "$route"; do
      ((SECONDS < deadline)) || give_reason "$route"
      sleep 0.2
    done
  done
  note "$(wc -w <<<"$routes") routes answer"
}

# give_reason ROUTE: what kubelet says of the pods is the cause far more often than the entry is.
give_reason() {
  kubectl get events --all-namespaces --field-selector type=Warning --sort-by .lastTimestamp >"$STATE_DIR/events.log" 2>&1 || true
  fail "$1 does not answer; not ready: $(pods_not_ready)" "docker cp $(hostname):$STATE_DIR/events.log -" "$STATE_DIR/events.log"
}

answers() { curl --fail --silent --max-time 3 --output /dev/null "$ENTRY$1"; }

pods_not_ready() {
  kubectl get pods --all-namespaces --no-headers 2>/dev/null |
    awk '{ split($3, ready, "/") } ready[1] != ready[2] && $4 != "Completed" { printf "%s (%s) ", $2, $4 }' | cut -c1-300
}
