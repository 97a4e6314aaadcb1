# shellcheck shell=bash
# The images of the chart, packed into this image when it was built, are handed to containerd while Kubernetes starts.

# import_images: those that were not imported whole before. containerd lists an image before it is unpacked, so that
# alone does not tell: what ended is noted in a file beside it.
import_images() {
  local file image listed done=$DATA_DIR/nebula-wiki.images
  within 90 k3s ctr --namespace k8s.io version || return 1
  listed=$(k3s ctr --namespace k8s.io images list --quiet)
  touch "$done"
  for file in "$BUNDLE"/images/*.tar; do
    image=$(cat "${file%.tar}.ref")
    if grep -qxF "$image" "$done" && grep -qxF "${image% *}" <<<"$listed"; then
      echo "held $image"
      continue
    fi
    # The packed layers stay in the archive; containerd need not keep a second copy of what it has unpacked.
    k3s ctr --namespace k8s.io images import --local --discard-unpacked-layers "$file"
    # Kubernetes must not remove them when the disk fills: they cannot be pulled again.
    k3s ctr --namespace k8s.io images label "${image% *}" io.cri-containerd.pinned=pinned
    echo "$image" >>"$done"
    echo "imported $image"
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
