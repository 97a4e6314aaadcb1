{{/* The URL of Grafana: the first host, with https if the entry has TLS. Only links in its mails need the host. */}}
{{- define "wiki.grafanaUrl" -}}
{{- printf "http%s://%s/grafana/" (ternary "s" "" (gt (len .Values.ingress.tls) 0)) (first .Values.routes.hosts | default "localhost") -}}
{{- end -}}

{{- define "wiki.prometheusUrl" -}}
{{- .Values.grafana.prometheusUrl | default (printf "http://%s-prometheus:9090" (include "wiki.fullname" .)) -}}
{{- end -}}
