{{/* The service's own settings. */}}
{{- define "wiki.apiEnv" -}}
{{- $api := .Values.fastapi -}}
- name: HOST
  value: '::'
- name: PORT
  value: '8080'
- name: LOG_LEVEL
  value: {{ $api.logLevel | quote }}
- name: DRAIN_SECONDS
  value: {{ $api.drainSeconds | quote }}
- name: DRAIN_LIMIT_SECONDS
  value: {{ include "wiki.drainLimit" . | quote }}
- name: REQUEST_DEADLINE_SECONDS
  value: {{ include "wiki.requestDeadline" . | quote }}
- name: READINESS_GRACE_SECONDS
  value: {{ include "wiki.readinessGrace" . | quote }}
- name: DATABASE_POOL_SIZE
  value: {{ $api.databasePoolSize | quote }}
{{- with $api.trustProxy }}
- name: TRUST_PROXY
  value: {{ . | quote }}
{{- end }}
{{- end -}}

{{/* Both outlast a failover, if one is possible. */}}
{{- define "wiki.requestDeadline" -}}
{{- .Values.fastapi.requestDeadlineSeconds | default (ternary 30 15 (eq .Values.database.mode "cnpg")) -}}
{{- end -}}

{{- define "wiki.readinessGrace" -}}
{{- $seconds := .Values.fastapi.readinessGraceSeconds -}}
{{- if kindIs "invalid" $seconds }}{{ ternary 60 10 (eq .Values.database.mode "cnpg") }}{{ else }}{{ $seconds }}{{ end -}}
{{- end -}}

{{/* The minimum that a replica needs to stop: hook, drain, the last requests, and 5 s to close its resources. */}}
{{- define "wiki.leastGracePeriod" -}}
{{- add (include "wiki.stopHook" .) .Values.fastapi.drainSeconds (include "wiki.requestDeadline" .) 5 -}}
{{- end -}}

{{- define "wiki.stopHook" -}}
{{- dig "preStop" "sleep" "seconds" 0 (default dict .Values.fastapi.lifecycle) -}}
{{- end -}}

{{/* On a starved node, endpoints learn of a stopping replica late: by default it may serve them for another 15 s. */}}
{{- define "wiki.gracePeriod" -}}
{{- .Values.fastapi.terminationGracePeriodSeconds | default (add (include "wiki.leastGracePeriod" .) 15) | int -}}
{{- end -}}

{{/* How long a replica may keep serving while requests still arrive: the rest of the grace period. */}}
{{- define "wiki.drainLimit" -}}
{{- $rest := add (include "wiki.stopHook" .) (include "wiki.requestDeadline" .) 5 -}}
{{- sub (include "wiki.gracePeriod" .) $rest -}}
{{- end -}}

{{/* The maximum number of replicas at once, including the extra one of a rolling update. */}}
{{- define "wiki.mostReplicas" -}}
{{- $api := .Values.fastapi -}}
{{- add 1 (ternary $api.autoscaling.maxReplicas $api.replicaCount $api.autoscaling.enabled) -}}
{{- end -}}

{{/*
The number of replicas. An autoscaler's is left as it is: to name none would mean one for a moment, to name the least would
undo what it did. Nothing where no cluster tells how many there are.
*/}}
{{- define "wiki.replicas" -}}
{{- $api := .Values.fastapi -}}
{{- if $api.autoscaling.enabled -}}
{{- $deployment := lookup "apps/v1" "Deployment" .Release.Namespace (printf "%s-api" (include "wiki.fullname" .)) -}}
{{- with dig "spec" "replicas" 0 $deployment -}}
{{- max $api.autoscaling.minReplicas (int .) -}}
{{- end -}}
{{- else -}}
{{- $api.replicaCount -}}
{{- end -}}
{{- end -}}
