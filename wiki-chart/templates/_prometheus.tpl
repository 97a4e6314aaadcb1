{{/* A rule file that depends on the values: the desired number of database instances. Empty in other modes. */}}
{{- define "wiki.instancesRule" -}}
{{- if eq .Values.database.mode "cnpg" -}}
groups:
  - name: wiki-database
    interval: 15s
    rules:
      - record: namespace:wiki_database_instances:wanted
        expr: vector({{ .Values.database.cnpg.instances }})
        labels:
          namespace: {{ .Release.Namespace }}
{{- end -}}
{{- end -}}
