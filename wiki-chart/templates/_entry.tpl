{{/* Whether Traefik is to try again: it needs an object of its own kind for that. */}}
{{- define "wiki.retries" -}}
{{- if and .Values.ingress.enabled .Values.ingress.retries (.Capabilities.APIVersions.Has "traefik.io/v1alpha1/Middleware") -}}
true
{{- end -}}
{{- end -}}

{{/*
Names that object to Traefik. Helm makes it after the Ingress, and Traefik serves no Ingress whose objects it does not know: where
the Ingress is in use already, it waits for the next upgrade.
*/}}
{{- define "wiki.retryAnnotation" -}}
{{- $name := printf "%s-retry" (include "wiki.fullname" .) -}}
{{- if include "wiki.retries" . -}}
{{- if or .Release.IsInstall (lookup "traefik.io/v1alpha1" "Middleware" .Release.Namespace $name) -}}
traefik.ingress.kubernetes.io/router.middlewares: {{ .Release.Namespace }}-{{ $name }}@kubernetescrd
{{- end -}}
{{- end -}}
{{- end -}}
