# shellcheck shell=bash
# What people and programs see of the boot: a line for each stage, and $STATE_DIR/status.json.

export RUN_COMMAND='docker run --privileged --publish 8080:8080 nebula-wiki'

# begin_report starts the clock, and forgets the boot before.
begin_report() {
  boot_begin=$(now_ms)
  finished=() current='' k3s_pid=''
  rm -rf "$STATE_DIR"
  # Another user may write only elsewhere: preflight then says that this cannot work.
  mkdir -p "$STATE_DIR" 2>/dev/null || STATE_DIR=$(mktemp -d)
  echo "Nebula Wiki $(cat "$BUNDLE/version"): a whole cluster in this container"
  write_status booting
}

# stage NAME COMMAND...: runs one stage and prints its line. If it fails, or k3s ends meanwhile, the boot is over.
# A stage runs in a subshell that is waited for, so that a signal is answered at once.
stage() {
  local name=$1 begin status=0 ended=''
  shift
  begin=$(now_ms)
  current=$name
  rm -f "$STATE_DIR/note"
  write_status booting
  "$@" &
  local worker=$!
  # shellcheck disable=SC2086 # k3s_pid is empty before k3s runs
  wait -n -p ended $worker $k3s_pid || status=$?
  if [ "$ended" != "$worker" ]; then
    kill "$worker" 2>/dev/null || true
    explain_k3s_log
    status=1
  fi
  local took=$(($(now_ms) - begin)) note
  note=$(cat "$STATE_DIR/note" 2>/dev/null || true)
  [ "$status" = 0 ] || give_up "$name"
  finished+=("{\"name\":\"$name\",\"seconds\":$(seconds "$took")}")
  printf '  ok %6s s  %-10s %s\n' "$(seconds "$took")" "$name" "$note"
  write_status booting
}

# note TEXT: what the line of the current stage says after its name.
note() { printf '%s' "$*" >"$STATE_DIR/note"; }

# fail CAUSE COMMAND [LOG]: ends the current stage, naming the cause, the command that fixes it, and the log to show.
fail() {
  printf '%s\n' "$1" >"$STATE_DIR/cause"
  printf '%s\n' "$2" >"$STATE_DIR/remedy"
  [ -z "${3:-}" ] || printf '%s\n' "$3" >"$STATE_DIR/log"
  exit 1
}

# give_up STAGE: says why, stops what runs, and ends the container.
give_up() {
  local cause remedy log
  [ -f "$STATE_DIR/cause" ] || { echo "stage $1 ended unexpectedly" >"$STATE_DIR/cause"; echo "docker logs $(hostname)" >"$STATE_DIR/remedy"; }
  cause=$(cat "$STATE_DIR/cause") remedy=$(cat "$STATE_DIR/remedy")
  printf 'FAILED after %s s in stage %s\n  cause:  %s\n  try:    %s\n' "$(seconds $(($(now_ms) - boot_begin)))" "$1" "$cause" "$remedy" >&2
  log=$(cat "$STATE_DIR/log" 2>/dev/null || echo "$K3S_LOG")
  [ -z "$k3s_pid" ] || { echo "  last lines of $log:" && tail -n 8 "$log" | cut -c1-300; } >&2
  stop_cluster
  end_report failed
  exit 1
}

end_report() {
  current=''
  write_status "$1"
}

# write_status STATE: replaces the file in one step, so that a reader never sees half of it.
write_status() {
  local IFS=, error=null
  [ ! -f "$STATE_DIR/cause" ] || error="{\"cause\":$(json_text "$STATE_DIR/cause"),\"remedy\":$(json_text "$STATE_DIR/remedy")}"
  printf '{"state":"%s","stage":%s,"seconds":%s,"stages":[%s],"error":%s,"urls":{"api":"%s/","dashboard":"%s%s"}}\n' \
    "$1" "${current:+\"}${current:-null}${current:+\"}" "$(seconds $(($(now_ms) - boot_begin)))" "${finished[*]}" "$error" \
    http://localhost:8080 http://localhost:8080 "$dashboard_path" >"$STATE_DIR/status.json.part"
  mv "$STATE_DIR/status.json.part" "$STATE_DIR/status.json"
}

dashboard_path=/grafana/d/creation-dashboard-678/creation

show_welcome() {
  local name
  name=$(hostname)
  cat <<END

Nebula Wiki is ready after $(seconds $(($(now_ms) - boot_begin))) s.

  Wiki       http://localhost:8080/
  API        http://localhost:8080/docs
  Dashboard  http://localhost:8080$dashboard_path    (log in as admin, password admin)
  Cluster    docker exec $name kubectl get pods --all-namespaces
  Stop       docker stop $name    (docker start $name brings everything back)

With --publish 9090:8080, replace the port 8080 with 9090.
END
}

now_ms() { echo $((${EPOCHREALTIME/./} / 1000)); }
seconds() { printf '%d.%d' $(($1 / 1000)) $(($1 % 1000 / 100)); }
json_text() { sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/\t/\\t/g' -e '1s/^/"/' -e '$s/$/"/' "$1" | sed -z -e 's/\n$//' -e 's/\n/\\n/g'; }
