#!/usr/bin/env bash
# Dumps the database that PGHOST, PGUSER … name to /backup, and keeps the newest KEEP dumps.
set -euo pipefail

file=/backup/wiki-$(date -u +%Y%m%dT%H%M%SZ).dump
trap 'rm -f "$file.part"' EXIT
pg_dump --format=custom --no-owner --no-privileges --file="$file.part"
# A dump that cannot be read back is none.
pg_restore --list "$file.part" >/dev/null
sync "$file.part"
mv "$file.part" "$file"
echo "$file: $(stat -c %s "$file") bytes"

# The names sort by time.
find /backup -maxdepth 1 -name 'wiki-*.dump' | sort -r | tail -n "+$((KEEP + 1))" | while read -r old; do
  rm "$old"
  echo "$old: removed"
done
