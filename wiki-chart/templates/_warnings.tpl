{{/* Risky choices, as lines for NOTES.txt. */}}
{{- define "wiki.warnings" -}}
{{- $api := .Values.fastapi -}}
{{- $image := regexReplaceAll "^.*/" $api.image_name "" -}}
{{- if and (not (contains "@" $image)) (or (not (contains ":" $image)) (hasSuffix ":latest" $image)) }}
- fastapi.image_name {{ $api.image_name }} names no fixed version: replicas may differ, and a rollback may not roll back.
{{- end }}
{{- if and (not $api.autoscaling.enabled) (lt (int $api.replicaCount) 2) }}
- fastapi.replicaCount is {{ $api.replicaCount }}: the wiki is down whenever its node or pod is.
{{- end }}
{{- if lt (int $api.drainSeconds) 4 }}
- fastapi.drainSeconds is {{ $api.drainSeconds }}: endpoints may send requests to a replica that has stopped (readiness takes 4 s).
{{- end }}
{{- if and .Values.grafana.enabled (not .Values.grafana.admin.existingSecret) (eq .Values.grafana.admin.password "admin") }}
- Grafana's administrator has the default password admin: set grafana.admin.existingSecret.
{{- end }}
{{- if and .Values.grafana.enabled .Values.grafana.anonymousViewer }}
- Everybody who reaches /grafana can view the dashboards and query the metrics (grafana.anonymousViewer).
{{- end }}
{{- if not .Values.networkPolicy.enabled }}
- Without NetworkPolicies every pod of the cluster reaches the ports of the database and Prometheus.
{{- end }}
{{- if eq .Values.database.mode "bundled" }}
{{- if .Values.database.bundled.password }}
- The database's password is in the values, so everybody who can read this release knows it.
{{- else if not (or .Values.database.bundled.existingSecret (.Capabilities.APIVersions.Has "v1/Secret")) }}
- Rendered without a cluster, so no database password could be generated: set database.bundled.existingSecret.
{{- end }}
{{- if not .Values.database.bundled.backup.enabled }}
- The database is on one volume without backups (database.bundled.backup.enabled).
{{- end }}
{{- end }}
{{- if and (eq .Values.database.mode "external") (has .Values.database.external.sslMode (list "disable" "allow" "prefer" "require")) }}
- database.external.sslMode {{ .Values.database.external.sslMode }} does not prove that the server is yours: use verify-full.
{{- end }}
{{- if and (eq .Values.database.mode "cnpg") (lt (int .Values.database.cnpg.instances) 2) }}
- The database has one instance: it is down whenever its node is.
{{- end }}
{{- if eq .Values.database.mode "cnpg" }}
{{- $synchronous := (include "wiki.added" (list . "database.cnpg.synchronous") | fromJson).is }}
{{- if and (gt (int .Values.database.cnpg.instances) 1) (or (eq (int $synchronous.number) 0) (ne $synchronous.dataDurability "required") (not $synchronous.failoverQuorum)) }}
- A failover may lose writes that were acknowledged (database.cnpg.synchronous).
{{- end }}
{{- if eq (int .Values.database.cnpg.instances) 2 }}
- With two instances no write is accepted while one of them is down: use three.
{{- end }}
{{- if not (include "wiki.added" (list . "database.cnpg.scheduledBackup") | fromJson).is.enabled }}
- The database has no backups (database.cnpg.scheduledBackup).
{{- end }}
{{- end }}
{{- end -}}
