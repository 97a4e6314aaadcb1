{{/* Every problem of the values at once, as lines. */}}
{{- define "wiki.problems" -}}
{{- include "wiki.movedValues" . -}}
{{- include "wiki.apiProblems" . -}}
{{- include "wiki.authProblems" . -}}
{{- include "wiki.databaseProblems" . -}}
{{- include "wiki.platformProblems" . -}}
{{- end -}}

{{/* Old and likely names, and the correct ones. The schema accepts them, so that this message is shown. */}}
{{- define "wiki.movedValues" -}}
{{- range $old, $new := .Files.Get "files/moved-values.yaml" | fromYaml }}
{{- $values := $.Values }}
{{- $found := true }}
{{- range $key := splitList "." $old }}
{{- if and $found (kindIs "map" $values) (hasKey $values $key) }}{{ $values = index $values $key }}{{ else }}{{ $found = false }}{{ end }}
{{- end }}
{{- if $found }}
- {{ $old }} is not a value of this chart: use {{ $new }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "wiki.apiProblems" -}}
{{- $api := .Values.fastapi -}}
{{- $least := include "wiki.leastGracePeriod" . | int -}}
{{- if lt (include "wiki.gracePeriod" . | int) $least }}
- fastapi.terminationGracePeriodSeconds is {{ $api.terminationGracePeriodSeconds }}, less than the {{ $least }} s that a replica needs to stop: preStop sleep + drainSeconds + requestDeadlineSeconds + 5. Leave it null, or make those shorter
{{- end }}
{{- $scaling := $api.autoscaling -}}
{{- if and $scaling.enabled (gt (int $scaling.minReplicas) (int $scaling.maxReplicas)) }}
- fastapi.autoscaling.minReplicas is larger than maxReplicas
{{- end }}
{{- $budget := $api.podDisruptionBudget -}}
{{- $replicas := ternary $scaling.minReplicas $api.replicaCount $scaling.enabled | int -}}
{{- if $budget.enabled }}
{{- $minAvailable := $budget.minAvailable -}}
{{- $maxUnavailable := $budget.maxUnavailable -}}
{{- if and (kindIs "invalid" $minAvailable) (kindIs "invalid" $maxUnavailable) }}
- fastapi.podDisruptionBudget needs maxUnavailable or minAvailable
{{- else if and (not (kindIs "invalid" $minAvailable)) (not (kindIs "invalid" $maxUnavailable)) }}
- fastapi.podDisruptionBudget has both minAvailable and maxUnavailable: set one of them to null
{{- else if has (toString $maxUnavailable) (list "0" "0%") }}
- fastapi.podDisruptionBudget.maxUnavailable: {{ $maxUnavailable }} would block the drain of every node for ever
{{- else if eq (toString $minAvailable) "100%" }}
- fastapi.podDisruptionBudget.minAvailable: 100% would block the drain of every node for ever
{{- else if and (not (kindIs "invalid" $minAvailable)) (hasSuffix "%" (toString $minAvailable)) (le $replicas 1) }}
- fastapi.podDisruptionBudget.minAvailable: {{ $minAvailable }} of one replica would block the drain of its node for ever
{{- else if and (not (kindIs "invalid" $minAvailable)) (not (hasSuffix "%" (toString $minAvailable))) (ge (int $minAvailable) $replicas) (gt $replicas 0) }}
- fastapi.podDisruptionBudget.minAvailable: {{ $minAvailable }} of {{ $replicas }} replica(s) would block the drain of every node for ever
{{- end }}
{{- end }}
{{- $own := list -}}
{{- range concat (include "wiki.apiEnv" . | fromYamlArray) (include "wiki.authEnv" . | fromYamlArray) (include "wiki.databaseEnv" . | fromYamlArray) }}{{ $own = append $own .name }}{{ end -}}
{{- range $api.extraEnv }}
{{- if has .name $own }}
- fastapi.extraEnv: {{ .name }} is set by the chart, from a value of its own
{{- end }}
{{- end }}
{{- end -}}

{{- define "wiki.databaseProblems" -}}
{{- $database := .Values.database -}}
{{- $replicas := include "wiki.mostReplicas" . | int -}}
{{- $asked := add (mul $replicas .Values.fastapi.databasePoolSize) $database.reservedConnections -}}
{{- if gt ($asked | int) ($database.maxConnections | int) }}
- {{ $replicas }} replicas (one of them during updates) × fastapi.databasePoolSize {{ $api := .Values.fastapi }}{{ $api.databasePoolSize }} + database.reservedConnections {{ $database.reservedConnections }} = {{ $asked }} connections, more than database.maxConnections {{ $database.maxConnections }}
{{- end }}
{{- if and (eq $database.mode "external") (not $database.external.existingSecret) }}
- database.mode is external: database.external.existingSecret must name the Secret with host, port, username, password and dbname
{{- end }}
{{- if and (eq $database.mode "external") (not $database.external.keys.port) (not $database.external.network.port) }}
- database.external.keys.port is empty: database.external.network.port must name the port
{{- end }}
{{- if and (ne $database.mode "external") $database.external.existingSecret }}
- database.external.existingSecret is set, but database.mode is {{ $database.mode }}: set database.mode to external
{{- end }}
{{- if and (ne $database.mode "bundled") (or $database.bundled.password $database.bundled.existingSecret) }}
- database.bundled.password or existingSecret is set, but database.mode is {{ $database.mode }}
{{- end }}
{{- if and $database.bundled.password $database.bundled.existingSecret }}
- database.bundled.password and database.bundled.existingSecret are both set: keep one
{{- end }}
{{- if eq $database.mode "bundled" }}
{{- if eq $database.user "postgres" }}
- database.user: postgres is the superuser, which the service must not be
{{- end }}
{{- if has $database.name (list "postgres" "template0" "template1") }}
- database.name: {{ $database.name }} is PostgreSQL's own
{{- end }}
{{- end }}
{{- if hasKey $database.bundled.parameters "max_connections" }}
- database.bundled.parameters.max_connections: use database.maxConnections
{{- end }}
{{- if eq $database.mode "cnpg" }}
{{- $lease := (include "wiki.added" (list . "database.cnpg.primaryLease") | fromJson).is }}
{{- if le (int $lease.leaseDurationSeconds) (int $lease.renewDeadlineSeconds) }}
- database.cnpg.primaryLease.leaseDurationSeconds must be more than renewDeadlineSeconds
{{- end }}
{{- if le (mul 5 $lease.renewDeadlineSeconds | int) (mul 6 $lease.retryPeriodSeconds | int) }}
- database.cnpg.primaryLease.renewDeadlineSeconds must be more than 1.2 × retryPeriodSeconds
{{- end }}
{{- $synchronous := (include "wiki.added" (list . "database.cnpg.synchronous") | fromJson).is }}
{{- if and (gt (int $database.cnpg.instances) 1) (ge (int $synchronous.number) (int $database.cnpg.instances)) }}
- database.cnpg.synchronous.number is {{ $synchronous.number }}, and only {{ sub $database.cnpg.instances 1 }} other instance(s) can confirm a write
{{- end }}
{{- end }}
{{- if hasKey $database.cnpg.parameters "max_connections" }}
- database.cnpg.parameters.max_connections: use database.maxConnections
{{- end }}
{{- end -}}

{{- define "wiki.platformProblems" -}}
{{- $values := .Values -}}
{{- if and $values.grafana.enabled (ne $values.prometheus.mode "bundled") (not $values.grafana.prometheusUrl) }}
- prometheus.mode is {{ $values.prometheus.mode }}: tell Grafana where its data is with grafana.prometheusUrl, or set grafana.enabled to false
{{- end }}
{{- if and $values.httpRoute.enabled (not $values.httpRoute.parentRefs) }}
- httpRoute.enabled needs httpRoute.parentRefs, the Gateway it belongs to, such as {name: web, namespace: gateways}
{{- end }}
{{- if and $values.grafana.enabled (has "/grafana" $values.routes.apiPaths) }}
- routes.apiPaths has /grafana, which leads to Grafana
{{- end }}
{{- end -}}
