{{/* The reference of an image of the list. Takes (list $ name). */}}
{{- define "wiki.image" -}}
{{- $root := index . 0 -}}
{{- $image := index $root.Values.images (index . 1) -}}
{{- with $root.Values.global.imageRegistry | default $image.registry }}{{ trimSuffix "/" . }}/{{ end }}{{ $image.repository }}
{{- with $image.tag }}:{{ . }}{{ end -}}
{{- with $image.digest }}@{{ . }}{{ end -}}
{{- end -}}

{{/* The beginning of every pod's spec: credentials, scheduling, user. Takes (list $ path), the path of its podSecurity. */}}
{{- define "wiki.pod" -}}
{{- $root := index . 0 -}}
{{- $user := (include "wiki.added" (list $root (printf "%s.podSecurity" (index . 1))) | fromJson).is -}}
{{- with concat (default list $root.Values.global.imagePullSecrets) $root.Values.imagePullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ if kindIs "map" . }}{{ .name }}{{ else }}{{ . }}{{ end }}
  {{- end }}
{{- end }}
{{- with $root.Values.scheduling }}
{{- with .nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- end }}
{{- with (include "wiki.added" (list $root "serviceAccountName") | fromJson).is }}
serviceAccountName: {{ . }}
{{- end }}
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  {{- range $field, $id := $user }}
  {{- if not (kindIs "invalid" $id) }}
  {{ $field }}: {{ int64 $id }}
  {{- end }}
  {{- end }}
  {{- if $user.fsGroup }}
  fsGroupChangePolicy: OnRootMismatch
  {{- end }}
  seccompProfile:
    type: RuntimeDefault
{{- end -}}

{{/* The beginning of every Service's spec. */}}
{{- define "wiki.ipFamilies" -}}
{{- $services := (include "wiki.added" (list . "services") | fromJson).is -}}
{{- with $services.ipFamilyPolicy }}
ipFamilyPolicy: {{ . }}
{{- end }}
{{- with $services.ipFamilies }}
ipFamilies: {{ toJson . }}
{{- end }}
{{- end -}}

{{/* The rights of every container. */}}
{{- define "wiki.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{/* The spec of a volume claim. Takes a map with size and className. */}}
{{- define "wiki.claim" -}}
accessModes: [ReadWriteOnce]
{{- with .className }}
storageClassName: {{ . | quote }}
{{- end }}
resources:
  requests:
    storage: {{ .size }}
{{- end -}}

{{/*
A checksum of what an object holds, without its labels, for the annotations of pods that read it only when they start.
Takes (list $ file key), a file of the templates that makes one object or none.
*/}}
{{- define "wiki.checksum" -}}
{{- $root := index . 0 -}}
{{- $object := include (print $root.Template.BasePath "/" (index . 1)) $root | fromYaml -}}
{{- get $object (index . 2) | toJson | sha256sum -}}
{{- end -}}
