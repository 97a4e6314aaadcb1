#!/usr/bin/env bash
# HEALTHCHECK: healthy when the boot is over and both the API and the dashboards answer through the entry.
set -euo pipefail

grep -q '"state":"ready"' "${STATE_DIR:-/run/wiki}/status.json"
for route in /health/ready /grafana/api/health /grafana/d/creation-dashboard-678/creation; do
  curl --fail --silent --max-time 2 --output /dev/null "${ENTRY:-http://127.0.0.1:8080}$route"
done
