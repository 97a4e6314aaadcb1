# shellcheck shell=bash
# The black-box test that people run by hand, here in the mode that leaves no trace in the data.

verify() {
  verify_api
  verify_dashboard
}

verify_api() {
  sh "$BUNDLE/test_api.sh" --read-only "$ENTRY" >"$STATE_DIR/test_api.log" 2>&1 ||
    fail "test_api.sh: $(grep -i -m 1 -E 'fail|not ok|error' "$STATE_DIR/test_api.log" || tail -n 1 "$STATE_DIR/test_api.log")" \
      "docker cp $(hostname):$STATE_DIR/test_api.log -" "$STATE_DIR/test_api.log"
  note "$(tail -n 1 "$STATE_DIR/test_api.log" | cut -c1-100)"
}

# verify_dashboard: 401 is a password that someone has changed since.
verify_dashboard() {
  local status
  status=$(curl --silent --max-time 5 --user admin:admin --output /dev/null --write-out '%{http_code}' "$ENTRY/grafana/api/dashboards/uid/creation-dashboard-678")
  [[ $status == 200 || $status == 401 ]] ||
    fail "Grafana has no dashboard creation-dashboard-678 (status $status)" "docker exec $(hostname) kubectl logs --namespace nebula-wiki deployment/wiki-grafana"
}
