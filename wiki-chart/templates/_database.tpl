{{/* The Secret that describes the database. */}}
{{- define "wiki.databaseSecret" -}}
{{- $own := printf "%s-database" (include "wiki.fullname" .) -}}
{{- if eq .Values.database.mode "bundled" -}}
{{- .Values.database.bundled.existingSecret | default $own -}}
{{- else if eq .Values.database.mode "external" -}}
{{- .Values.database.external.existingSecret -}}
{{- else -}}
{{- /* The operator creates it, with the same keys as the bundled one. */ -}}
{{- $own }}-app
{{- end -}}
{{- end -}}

{{/* Its keys, as YAML. */}}
{{- define "wiki.databaseKeys" -}}
{{- if eq .Values.database.mode "external" -}}
{{- omit .Values.database.external.keys "ca" | toYaml -}}
{{- else -}}
{host: host, port: port, username: username, password: password, dbname: dbname}
{{- end -}}
{{- end -}}

{{/* The location of the server's certificate authority, as YAML {secret, key}; empty if none is configured. */}}
{{- define "wiki.databaseAuthority" -}}
{{- if eq .Values.database.mode "cnpg" -}}
{secret: {{ include "wiki.fullname" . }}-database-ca, key: ca.crt}
{{- else if and (eq .Values.database.mode "external") .Values.database.external.keys.ca -}}
{secret: {{ .Values.database.external.existingSecret }}, key: {{ .Values.database.external.keys.ca }}}
{{- end -}}
{{- end -}}

{{/* The variables that describe the database to a container, the same in every mode. */}}
{{- define "wiki.databaseEnv" -}}
{{- $secret := include "wiki.databaseSecret" . -}}
{{- $keys := include "wiki.databaseKeys" . | fromYaml -}}
{{- range $variable, $what := dict "PGHOST" "host" "PGPORT" "port" "PGUSER" "username" "PGPASSWORD" "password" "PGDATABASE" "dbname" }}
- name: {{ $variable }}
  {{- if get $keys $what }}
  valueFrom:
    secretKeyRef:
      name: {{ $secret }}
      key: {{ get $keys $what }}
  {{- else }}
  value: {{ $.Values.database.external.network.port | quote }}
  {{- end }}
{{- end }}
- name: PGSSLMODE
  value: {{ get (dict "bundled" "disable" "cnpg" "verify-full" "external" .Values.database.external.sslMode) .Values.database.mode }}
{{- if include "wiki.databaseAuthority" . }}
- name: PGSSLROOTCERT
  value: /etc/database/ca.crt
{{- end }}
{{- end -}}
