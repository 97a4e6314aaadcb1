{{/* The name of the application, a label on everything. */}}
{{- define "wiki.name" -}}
{{- .Values.nameOverride | default "wiki" | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{/*
The prefix of every object's name. 40 characters at most: a StatefulSet's name ends up in a label with 11 more,
a CronJob's may have 52. A longer one keeps its beginning and gets a hash, so that two never become one.
*/}}
{{- define "wiki.fullname" -}}
{{- $name := .Values.fullnameOverride -}}
{{- if not $name -}}
{{- $own := include "wiki.name" . -}}
{{- $name = ternary .Release.Name (printf "%s-%s" .Release.Name $own) (contains $own .Release.Name) -}}
{{- end -}}
{{- /* A release's name may contain dots and begin with a digit; a Service's may not. */ -}}
{{- $name = $name | replace "." "-" -}}
{{- if regexMatch "^[0-9]" $name }}{{ $name = printf "wiki-%s" $name }}{{ end -}}
{{- if gt (len $name) 40 -}}
{{- $name = printf "%s-%s" ($name | trunc 31 | trimSuffix "-") ($name | sha256sum | trunc 8) -}}
{{- end -}}
{{- $name -}}
{{- end -}}

{{/* Labels that select everything of this release, and nothing of another. */}}
{{- define "wiki.releaseSelector" -}}
app.kubernetes.io/name: {{ include "wiki.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{/* Labels of selectors, which never change: name, instance and component. Takes (list $ component). */}}
{{- define "wiki.selector" -}}
{{ include "wiki.releaseSelector" (index . 0) }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end -}}

{{/* All labels of an object. Takes (list $ component). */}}
{{- define "wiki.labels" -}}
{{- $root := index . 0 -}}
{{ include "wiki.selector" . }}
app.kubernetes.io/part-of: {{ include "wiki.name" $root }}
app.kubernetes.io/managed-by: {{ $root.Release.Service }}
app.kubernetes.io/version: {{ $root.Chart.AppVersion | quote }}
helm.sh/chart: {{ printf "%s-%s" $root.Chart.Name $root.Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{- end -}}

{{/*
The labels of a pod. No versions among them: a new chart must not restart a database that it does not change.
Takes (list $ component).
*/}}
{{- define "wiki.podLabels" -}}
{{ include "wiki.selector" . }}
app.kubernetes.io/part-of: {{ include "wiki.name" (index . 0) }}
{{- end -}}

{{/* The metadata of an object. Takes (list $ component suffix); the suffix follows the prefix in its name. */}}
{{- define "wiki.metadata" -}}
{{- $root := index . 0 -}}
name: {{ include "wiki.fullname" $root }}-{{ index . 2 }}
namespace: {{ $root.Release.Namespace }}
labels:
  {{- include "wiki.labels" (list $root (index . 1)) | nindent 2 }}
{{- end -}}
