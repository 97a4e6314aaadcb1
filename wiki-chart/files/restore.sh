#!/usr/bin/env bash
# Puts the database that PGHOST, PGUSER … name back to a dump in /backup: to FILE, or to the newest. All of it or nothing.
set -euo pipefail

file=${FILE:-$(find /backup -maxdepth 1 -name 'wiki-*.dump' | sort | tail -n 1)}
case $file in
  '') echo 'there is no dump in /backup' >&2; exit 1 ;;
  */*) ;;
  *) file=/backup/$file ;;
esac
[ -r "$file" ] || { echo "$file cannot be read; there are: $(find /backup -name "*.dump")" >&2; exit 1; }
pg_restore --clean --if-exists --no-owner --no-privileges --single-transaction --exit-on-error --dbname="$PGDATABASE" "$file"
echo "$file: restored"
