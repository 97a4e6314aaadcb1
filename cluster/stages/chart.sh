# shellcheck shell=bash
# The chart, by Helm. A start with the same chart, values and image changes nothing.

install_chart() {
  local release=$DATA_DIR/nebula-wiki.release
  if cmp --silent "$BUNDLE/release" "$release"; then
    note 'unchanged'
    return
  fi
  # k3s creates its storage class seconds after the node. A pod whose volume asks for it earlier may wait for minutes.
  within 90 kubectl get storageclass local-path ||
    fail 'k3s has not created the storage class local-path after 90 s' "docker cp $(hostname):$K3S_LOG -"
  forget_interrupted_release
  local image
  image=$(cut -d' ' -f1 "$BUNDLE/images/wiki-service.ref")
  # The API server validates everything again; skipping the description of its whole API saves seconds on both sides.
  helm upgrade --install wiki "$BUNDLE/chart" --namespace nebula-wiki --create-namespace \
    --disable-openapi-validation --values "$BUNDLE/cluster/values.yaml" --set-string "fastapi.image_name=$image" >"$STATE_DIR/helm.log" 2>&1 ||
    fail "the chart cannot be installed: $(grep -m 1 '^Error' "$STATE_DIR/helm.log" | cut -c1-300)" "docker cp $(hostname):$STATE_DIR/helm.log -" "$STATE_DIR/helm.log"
  kubectl apply --server-side --validate=false --filename "$BUNDLE/cluster/entry.yaml" >>"$STATE_DIR/helm.log" 2>&1 ||
    fail "port 8080 cannot be opened" "docker cp $(hostname):$STATE_DIR/helm.log -" "$STATE_DIR/helm.log"
  cp "$BUNDLE/release" "$release"
}

# forget_interrupted_release: if the container was killed during an installation, Helm would refuse every later one.
forget_interrupted_release() {
  kubectl --namespace nebula-wiki delete secret --ignore-not-found \
    --selector 'owner=helm,name=wiki,status in (pending-install,pending-upgrade,pending-rollback)' >/dev/null 2>&1 || true
}
