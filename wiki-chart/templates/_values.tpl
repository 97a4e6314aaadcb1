{{/*
A value that older versions of the chart do not have: `helm upgrade --reuse-values` brings the values of the installed version
alone. Takes (list $ path), such as database.cnpg.probes. Gives {"is": the value, or its default}.
*/}}
{{- define "wiki.added" -}}
{{- $root := index . 0 -}}
{{- $path := splitList "." (index . 1) -}}
{{- $found := dict "is" $root.Values -}}
{{- range $path -}}
{{- if and $found (kindIs "map" $found.is) (hasKey $found.is .) }}{{ $found = dict "is" (index $found.is .) }}{{ else }}{{ $found = dict }}{{ end -}}
{{- end -}}
{{- if not $found -}}
{{- $found = dict "is" ($root.Files.Get "files/added-values.yaml" | fromYaml) -}}
{{- range $path }}{{ $found = dict "is" (index $found.is .) }}{{ end -}}
{{- end -}}
{{- toJson $found -}}
{{- end -}}

{{/* Merges a map over another, deeply; sprig's functions ignore false and 0. Takes (list under over). */}}
{{- define "wiki.merged" -}}
{{- $all := index . 0 -}}
{{- range $key, $value := index . 1 -}}
{{- if and (kindIs "map" $value) (kindIs "map" (get $all $key)) -}}
{{- $value = include "wiki.merged" (list (get $all $key) $value) | fromJson -}}
{{- end -}}
{{- $all = set (deepCopy $all) $key $value -}}
{{- end -}}
{{- toJson $all -}}
{{- end -}}
