{{/* The Secret that holds the way to the database, whatever the mode. */}}
{{- define "wiki.databaseSecret" -}}
{{- .Values.database.bundled.existingSecret | default (printf "%s-database" (include "wiki.fullname" .)) -}}
{{- end -}}

{{/* How a container finds the database: the same names in every mode. */}}
{{- define "wiki.databaseEnv" -}}
{{- $secret := include "wiki.databaseSecret" . -}}
{{- range $variable, $key := dict "PGHOST" "host" "PGPORT" "port" "PGUSER" "username" "PGPASSWORD" "password" "PGDATABASE" "dbname" }}
- name: {{ $variable }}
  valueFrom:
    secretKeyRef:
      name: {{ $secret }}
      key: {{ $key }}
{{- end }}
- name: PGSSLMODE
  value: disable
{{- end -}}
