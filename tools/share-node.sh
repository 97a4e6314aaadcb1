#!/bin/sh
# The root and wiki-service install the same Node.js: one file on disk serves both (189 MB less). If linking fails, two
# copies work as well.
cd "$(dirname "$0")/.." || exit 0
for node in node_modules/node-linux-*/bin/node; do
  [ ! -f "$node" ] || ! cmp -s "$node" "wiki-service/$node" || ln -f "$node" "wiki-service/$node" 2>/dev/null || true
done
