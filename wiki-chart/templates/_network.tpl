{{/* The beginning of a policy for one component. Takes (list $ component). */}}
{{- define "wiki.policy" -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  {{- include "wiki.metadata" (list (index . 0) (index . 1) (index . 1)) | nindent 2 }}
spec:
  podSelector:
    matchLabels:
      {{- include "wiki.selector" . | nindent 6 }}
{{- end -}}

{{/* A peer: the pods of a component. Takes (list $ component). */}}
{{- define "wiki.peer" -}}
- podSelector:
    matchLabels:
      {{- include "wiki.selector" . | nindent 6 }}
{{- end -}}

{{/* An egress rule: name resolution. */}}
{{- define "wiki.dns" -}}
- ports:
    {{- range .Values.networkPolicy.dnsPorts }}
    - port: {{ . }}
      protocol: UDP
    - port: {{ . }}
      protocol: TCP
    {{- end }}
{{- end -}}

{{/* An ingress rule: sources of requests from outside. */}}
{{- define "wiki.entry" -}}
- ports:
    - port: http
  {{- with .Values.networkPolicy.entryFrom }}
  from:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end -}}

{{/* Egress rules: the database, in every mode. */}}
{{- define "wiki.databaseEgress" -}}
{{- if eq .Values.database.mode "bundled" -}}
- ports:
    - port: postgresql
  to:
    {{- include "wiki.peer" (list . "database") | nindent 4 }}
{{- else if eq .Values.database.mode "cnpg" -}}
- ports:
    - port: 5432
  to:
    - podSelector:
        matchLabels:
          cnpg.io/cluster: {{ include "wiki.fullname" . }}-database
{{- else -}}
- to:
    {{- range .Values.database.external.network.cidrs }}
    - ipBlock:
        cidr: {{ . }}
    {{- end }}
  {{- with .Values.database.external.network.port }}
  ports:
    - port: {{ . }}
  {{- end }}
{{- end -}}
{{- end -}}
