# shellcheck shell=bash
# The images of the chart, packed into this image when it was built, are handed to containerd while Kubernetes starts.

# import_images: those that containerd does not hold yet, by digest.
import_images() {
  local file reference digest held
  within 90 k3s ctr --namespace k8s.io version || return 1
  held=$(k3s ctr --namespace k8s.io images list)
  for file in "$BUNDLE"/images/*.tar; do
    read -r reference digest <"${file%.tar}.ref"
    if awk -v reference="$reference" -v digest="$digest" '$1 == reference && $3 == digest { found = 1 } END { exit !found }' <<<"$held"; then
      echo "held $reference"
      continue
    fi
    k3s ctr --namespace k8s.io images import "$file"
    # Kubernetes must not remove them when the disk fills: they cannot be pulled again.
    k3s ctr --namespace k8s.io images label "$reference" io.cri-containerd.pinned=pinned
    echo "imported $reference"
  done
}

# wait_for_images IMPORTER: its process is a child of another shell, hence no wait.
wait_for_images() {
  local deadline=$((SECONDS + 240))
  while kill -0 "$1" 2>/dev/null; do
    ((SECONDS < deadline)) || break
    sleep 0.2
  done
  local there
  there=$(grep -c '^\(held\|imported\) ' "$STATE_DIR/images.log" || true)
  [ "$there" = "$(find "$BUNDLE/images" -name '*.tar' | wc -l)" ] ||
    fail "the images of this container cannot be unpacked: $(tail -n 1 "$STATE_DIR/images.log" | cut -c1-200)" 'docker system df; docker system prune --volumes'
  note "$(grep -c '^imported ' "$STATE_DIR/images.log") imported, $(grep -c '^held ' "$STATE_DIR/images.log") there already"
}
