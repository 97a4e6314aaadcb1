{{/* Whether Traefik retries, which requires an object of its own kind. */}}
{{- define "wiki.retries" -}}
{{- if and .Values.ingress.enabled .Values.ingress.retries (.Capabilities.APIVersions.Has "traefik.io/v1alpha1/Middleware") -}}
true
{{- end -}}
{{- end -}}

{{/*
Refers Traefik to that object. Helm creates it after the Ingress, and Traefik serves no Ingress that refers to unknown objects. If the
Ingress is already in use, the reference waits for the next upgrade.
*/}}
{{- define "wiki.retryAnnotation" -}}
{{- $name := printf "%s-retry" (include "wiki.fullname" .) -}}
{{- if include "wiki.retries" . -}}
{{- if or .Release.IsInstall (lookup "traefik.io/v1alpha1" "Middleware" .Release.Namespace $name) -}}
traefik.ingress.kubernetes.io/router.middlewares: {{ .Release.Namespace }}-{{ $name }}@kubernetescrd
{{- end -}}
{{- end -}}
{{- end -}}

{{/*
Whether requests go to unready replicas while none is ready. Traefik drops a router whose Service has no endpoint, and then answers
404 on its own; the fallback is a router for the same paths with the lowest priority.
*/}}
{{- define "wiki.unreadyFallback" -}}
{{- $wanted := (include "wiki.added" (list . "ingress.unreadyFallback") | fromJson).is -}}
{{- if and .Values.ingress.enabled $wanted (.Capabilities.APIVersions.Has "traefik.io/v1alpha1/Middleware") -}}
true
{{- end -}}
{{- end -}}
