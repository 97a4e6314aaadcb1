# shellcheck shell=bash
# The black-box test that people run by hand, here in the mode that leaves no trace in the data.

verify_api() {
  "$BUNDLE/test_api.sh" --read-only "$ENTRY" >"$STATE_DIR/test_api.log" 2>&1 ||
    fail "test_api.sh: $(grep -i -m 1 -E 'fail|not ok|error' "$STATE_DIR/test_api.log" || tail -n 1 "$STATE_DIR/test_api.log")" \
      "docker cp $(hostname):$STATE_DIR/test_api.log -" "$STATE_DIR/test_api.log"
  note "$(tail -n 1 "$STATE_DIR/test_api.log" | cut -c1-100)"
}
