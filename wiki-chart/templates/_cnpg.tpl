{{/* The spec of the operator's Cluster, overridden by database.cnpg.spec. */}}
{{- define "wiki.cnpgSpec" -}}
{{- include "wiki.merged" (list (include "wiki.cnpgOwnSpec" . | fromYaml) ((include "wiki.added" (list . "database.cnpg.spec") | fromJson).is | default dict)) -}}
{{- end -}}

{{- define "wiki.cnpgOwnSpec" -}}
{{- $cnpg := .Values.database.cnpg -}}
instances: {{ $cnpg.instances }}
{{- with $cnpg.imageName }}
imageName: {{ . | quote }}
{{- end }}
{{- with concat (default list .Values.global.imagePullSecrets) .Values.imagePullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ if kindIs "map" . }}{{ .name }}{{ else }}{{ . }}{{ end }}
  {{- end }}
{{- end }}
bootstrap:
  initdb:
    database: {{ .Values.database.name | quote }}
    owner: {{ .Values.database.user | quote }}
postgresql:
  parameters:
    {{- /* After a failover, writes wait until another instance follows the new primary. By default it tries every 5 s only. */}}
    {{- $own := dict "max_connections" .Values.database.maxConnections "wal_retrieve_retry_interval" "500ms" }}
    {{- range $name, $value := merge (dict) ($cnpg.parameters | default dict) $own }}
    {{ $name }}: {{ $value | toString | quote }}
    {{- end }}
  {{- $synchronous := (include "wiki.added" (list . "database.cnpg.synchronous") | fromJson).is }}
  {{- if and (gt (int $synchronous.number) 0) (gt (int $cnpg.instances) 1) }}
  synchronous:
    method: {{ $synchronous.method }}
    number: {{ $synchronous.number }}
    dataDurability: {{ $synchronous.dataDurability }}
    failoverQuorum: {{ $synchronous.failoverQuorum }}
  {{- end }}
storage:
  size: {{ $cnpg.storage.size }}
  {{- with $cnpg.storage.className }}
  storageClass: {{ . | quote }}
  {{- end }}
{{- range $field := list "primaryLease" "probes" "smartShutdownTimeout" "stopDelay" "switchoverDelay" "primaryUpdateMethod" }}
{{ $field }}: {{ (include "wiki.added" (list $ (printf "database.cnpg.%s" $field)) | fromJson).is | toJson }}
{{- end }}
{{- with .Values.scheduling }}
{{- if or .nodeSelector .tolerations }}
affinity:
  {{- with .nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}
{{- with .priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- end }}
resources:
  {{- toYaml $cnpg.resources | nindent 2 }}
{{- end -}}

{{/*
The operator takes a size that its volumes cannot get, and then refuses everything else for ever, while Helm says "deployed". So
a size that cannot be had is refused here. Nothing where no cluster tells what there is.
*/}}
{{- define "wiki.cnpgGrowth" -}}
{{- $name := printf "%s-database" (include "wiki.fullname" .) -}}
{{- $there := lookup "postgresql.cnpg.io/v1" "Cluster" .Release.Namespace $name -}}
{{- $asked := (include "wiki.cnpgSpec" . | fromJson).storage -}}
{{- with dig "spec" "storage" dict $there -}}
{{- $old := include "wiki.bytes" .size | int64 -}}
{{- $new := include "wiki.bytes" $asked.size | int64 -}}
{{- if lt $new $old -}}
{{- fail (printf "\n\ndatabase.cnpg.storage.size %s is less than the %s that the volumes of %s have, and volumes do not shrink." $asked.size .size $name) -}}
{{- else if gt $new $old -}}
{{- $claims := lookup "v1" "PersistentVolumeClaim" $.Release.Namespace "" -}}
{{- range $claim := dig "items" list $claims -}}
{{- if and (eq (dig "metadata" "labels" "cnpg.io/cluster" "" $claim) $name) (eq (dig "metadata" "labels" "cnpg.io/pvcRole" "" $claim) "PG_DATA") -}}
{{- $class := dig "spec" "storageClassName" "" $claim -}}
{{- if not (dig "allowVolumeExpansion" false (lookup "storage.k8s.io/v1" "StorageClass" "" $class)) -}}
{{- fail (printf "\n\ndatabase.cnpg.storage.size %s: the volumes of %s have less, and their StorageClass %q does not let them grow. Leave the size, or move\nthe data to a new cluster with larger volumes (docs/scaling.md)." $asked.size $name $class) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* A quantity as a number of bytes. */}}
{{- define "wiki.bytes" -}}
{{- $number := regexFind "^[0-9.]+" (toString .) | float64 -}}
{{- $unit := regexFind "[A-Za-z]*$" (toString .) -}}
{{- $factors := dict "" 1 "k" 1000 "M" 1000000 "G" 1000000000 "T" 1000000000000 "P" 1000000000000000 "Ki" 1024 "Mi" 1048576 "Gi" 1073741824 "Ti" 1099511627776 "Pi" 1125899906842624 -}}
{{- mulf $number (get $factors $unit | default 1) | int64 -}}
{{- end -}}
