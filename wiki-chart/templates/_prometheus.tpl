{{/* A rule file with what only the values tell: how many instances of the database there are to be. Nothing in other modes. */}}
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
