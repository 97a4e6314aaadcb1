#!/usr/bin/env bash
# Puts the archive of k3s's own images (pause, CoreDNS, Traefik, ...) into OUT: the one in the build context if
# there is one, otherwise that of the k3s release.
# usage: fetch-airgap.sh K3S-IMAGE CONTEXT-DIR CHECKSUMS OUT-DIR
set -euo pipefail

version=${1##*:} context=$2 checksums=$3 out=$4
release=${version/-k3s/+k3s}
archive=k3s-airgap-images-$(dpkg --print-architecture).tar.zst
address=${K3S_RELEASES:-https://github.com/k3s-io/k3s/releases/download}/${release/+/%2B}

mkdir -p "$out"
if [ -f "$context/$archive" ]; then
  cp "$context/$archive" "$out/"
  echo "airgap: $archive of the build context"
  exit
fi

die() {
  echo "airgap: $*" >&2
  echo "airgap: on a machine without it, put $archive of k3s $release into cluster/ and build again" >&2
  exit 1
}
curl --fail --silent --show-error --location --retry 3 --output "$out/$archive" "$address/$archive" || die "$address/$archive cannot be fetched"
if want=$(grep " $release/$archive\$" "$checksums"); then
  echo "airgap: checking against the checksum in this repository"
else
  want=$(curl --fail --silent --show-error --location --retry 3 "$address/sha256sum-$(dpkg --print-architecture).txt" | grep " $archive\$") ||
    die "the release names no checksum of $archive"
  echo "airgap: $release is not in $(basename "$checksums"): checking against the release's own list; to pin it, add"
  echo "${want%% *}  $release/$archive"
fi
echo "${want%% *}  $out/$archive" | sha256sum --check --quiet || die "$archive is not what $release published"
