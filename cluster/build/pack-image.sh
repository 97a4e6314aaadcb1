#!/usr/bin/env bash
# Packs a root filesystem as an image archive (a tar of an OCI layout, one layer) without a container engine,
# so that it works inside `docker build`. The first CONFIG whose entry point the filesystem holds is used: a
# build stage shows an image's files, but not its entry point, user and environment.
# usage: pack-image.sh NAME[:TAG] ROOT OUT.tar CONFIG.json...
#   NAME without TAG gets one from its content. Beside OUT.tar stands OUT.ref: "REFERENCE DIGEST".
set -euo pipefail

main() {
  local name=$1 root=$2 out=$3 config architecture
  shift 3
  config=$(first_that_fits "$root" "$@") || die "$name: no entry point of $* is in the image: its packing list is out of date"
  architecture=$(dpkg --print-architecture)
  work=$(mktemp -d)
  # Not local: it is removed after main has ended.
  trap 'rm -rf "$work"' EXIT
  mkdir -p "$work/oci/blobs/sha256"
  pack_layer "$root" "$work"

  printf '{"architecture":"%s","os":"linux","created":"1970-01-01T00:00:00Z","config":%s,"rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}' \
    "$architecture" "$(cat "$config")" "$(cat "$work/diff-id")" >"$work/config"
  printf '{"schemaVersion":2,"mediaType":"%s","config":%s,"layers":[%s]}' application/vnd.oci.image.manifest.v1+json \
    "$(blob "$work" config application/vnd.oci.image.config.v1+json)" \
    "$(blob "$work" layer application/vnd.oci.image.layer.v1.tar+zstd)" >"$work/manifest"
  local digest reference
  digest=$(digest_of "$work/manifest")
  reference=$(full_name "$name" "$digest")
  printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[%s]}' \
    "$(blob "$work" manifest application/vnd.oci.image.manifest.v1+json \
      ",\"platform\":{\"architecture\":\"$architecture\",\"os\":\"linux\"},\"annotations\":{\"io.containerd.image.name\":\"$reference\",\"org.opencontainers.image.ref.name\":\"${reference##*:}\"}")" \
    >"$work/oci/index.json"
  printf '{"imageLayoutVersion":"1.0.0"}' >"$work/oci/oci-layout"
  mkdir -p "$(dirname "$out")"
  tar --create --file "$out" --directory "$work/oci" --sort=name --mtime=@0 --owner=0 --group=0 oci-layout index.json blobs
  printf '%s sha256:%s\n' "$reference" "$digest" >"${out%.tar}.ref"
  printf 'packed %s, %s MiB, from %s\n' "$reference" "$(($(stat --format=%s "$out") / 1048576))" "$(basename "$config")"
}

# first_that_fits ROOT CONFIG...: the first whose "Entrypoint" program is a file of ROOT.
first_that_fits() {
  local root=$1 config program directory
  shift
  for config in "$@"; do
    program=$(sed -n 's/.*"Entrypoint": *\["\([^"]*\)".*/\1/p' "$config")
    for directory in '' /usr/local/bin/ /usr/bin/ /bin/; do
      [[ $directory || $program == /* ]] || continue
      if [ -n "$program" ] && [ -f "$root$directory$program" ]; then
        echo "$config"
        return
      fi
    done
  done
  return 1
}

# pack_layer ROOT WORK: makes WORK/layer and the digest of its uncompressed form. What an engine mounts is left out.
pack_layer() {
  tar --create --directory "$1" --sort=name --numeric-owner --format=pax --pax-option=delete=atime,delete=ctime \
    --xattrs --xattrs-include=security.capability --exclude='./dev/*' --exclude='./proc/*' --exclude='./sys/*' --exclude=./.dockerenv . |
    tee >(sha256sum | cut -d' ' -f1 >"$2/diff-id.part" && mv "$2/diff-id.part" "$2/diff-id") |
    zstd --quiet -6 --threads=0 -o "$2/layer"
  until [ -f "$2/diff-id" ]; do sleep 0.05; done
}

# blob WORK FILE MEDIA-TYPE [MORE]: moves a file among the blobs, prints its descriptor.
blob() {
  local digest
  digest=$(digest_of "$1/$2")
  printf '{"mediaType":"%s","digest":"sha256:%s","size":%s%s}' "$3" "$digest" "$(stat --format=%s "$1/$2")" "${4:-}"
  cp "$1/$2" "$1/oci/blobs/sha256/$digest"
}

digest_of() { sha256sum "$1" | cut -d' ' -f1; }

# full_name NAME DIGEST: as containerd writes it, with registry and tag.
full_name() {
  local name=$1
  [[ ${name##*/} == *:* ]] || name+=:${2:0:12}
  case $name in
    *.*/* | localhost/*) ;;
    */*) name=docker.io/$name ;;
    *) name=docker.io/library/$name ;;
  esac
  echo "$name"
}

die() {
  echo "pack-image: $*" >&2
  exit 1
}

main "$@"
