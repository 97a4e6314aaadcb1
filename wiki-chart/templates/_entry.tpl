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

{{/*
Whether requests go on to replicas that are not ready while none is. Traefik drops a router whose Service has no endpoint, and then
answers 404 by itself; the fallback is a router for the same paths that comes after all others.
*/}}
{{- define "wiki.unreadyFallback" -}}
{{- $wanted := (include "wiki.added" (list . "ingress.unreadyFallback") | fromJson).is -}}
{{- if and .Values.ingress.enabled $wanted (.Capabilities.APIVersions.Has "traefik.io/v1alpha1/Middleware") -}}
true
{{- end -}}
{{- end -}}
