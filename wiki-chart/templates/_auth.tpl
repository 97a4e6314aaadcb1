{{/* Releases that an older version of the chart installed have no such value. */}}
{{- define "wiki.auth" -}}
{{- (include "wiki.added" (list . "auth") | fromJson).is | toJson -}}
{{- end -}}

{{/* Who signs in: settings of the service. */}}
{{- define "wiki.authEnv" -}}
{{- $auth := include "wiki.auth" . | fromJson -}}
- name: WIKI_AUTH
  value: {{ $auth.mode }}
{{- if eq $auth.mode "accounts" }}
- name: WIKI_PUBLIC_READ
  value: {{ $auth.publicRead | quote }}
- name: WIKI_SECURE_COOKIES
  value: {{ $auth.secureCookies | quote }}
- name: WIKI_SESSION_DAYS
  value: {{ $auth.sessionDays | quote }}
{{- with $auth.url }}
- name: WIKI_URL
  value: {{ . | quote }}
{{- end }}
{{- with $auth.providers }}
- name: WIKI_OIDC
  value: {{ include "wiki.providers" $ | quote }}
{{- end }}
{{- if $auth.authority.existingSecret }}
- name: NODE_EXTRA_CA_CERTS
  value: /etc/providers/authority.crt
{{- end }}
{{- with $auth.firstAdmin.existingSecret }}
- name: WIKI_ADMIN_NAME
  valueFrom:
    secretKeyRef:
      name: {{ . }}
      key: {{ $auth.firstAdmin.keys.username }}
- name: WIKI_ADMIN_PASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ . }}
      key: {{ $auth.firstAdmin.keys.password }}
{{- end }}
{{- end }}
{{- end -}}

{{/* Providers as the service reads them. Dollar signs are doubled, because Kubernetes expands $(NAME) in variables. */}}
{{- define "wiki.providers" -}}
{{- $providers := list -}}
{{- range (include "wiki.auth" . | fromJson).providers -}}
{{- $provider := omit . "clientSecret" -}}
{{- if .clientSecret }}{{ $provider = set $provider "clientSecretFile" (printf "/etc/providers/%s" .id) }}{{ end -}}
{{- $providers = append $providers $provider -}}
{{- end -}}
{{- $providers | toJson | replace "$" "$$" -}}
{{- end -}}

{{/* Sources of the volume with the providers' secrets, one file for each. Not by subPath: files follow their Secrets. */}}
{{- define "wiki.providerSecrets" -}}
{{- $auth := include "wiki.auth" . | fromJson -}}
{{- if eq $auth.mode "accounts" -}}
{{- range $auth.providers -}}
{{- $id := .id -}}
{{- with .clientSecret }}
- secret:
    name: {{ .name }}
    items:
      - key: {{ .key }}
        path: {{ $id }}
{{- end }}
{{- end -}}
{{- with $auth.authority.existingSecret }}
- secret:
    name: {{ . }}
    items:
      - key: {{ $auth.authority.key }}
        path: authority.crt
{{- end }}
{{- end -}}
{{- end -}}

{{/* An egress rule: the providers. */}}
{{- define "wiki.providerEgress" -}}
{{- $auth := include "wiki.auth" . | fromJson -}}
{{- if and (eq $auth.mode "accounts") $auth.providers -}}
- ports:
    - port: {{ $auth.network.port }}
  to:
    {{- range $auth.network.cidrs }}
    - ipBlock:
        cidr: {{ . }}
    {{- end }}
{{- end -}}
{{- end -}}

{{- define "wiki.authProblems" -}}
{{- $auth := include "wiki.auth" . | fromJson -}}
{{- if and $auth.providers (ne $auth.mode "accounts") }}
- auth.providers requires auth.mode accounts
{{- end }}
{{- if and $auth.providers (not $auth.url) }}
- auth.providers requires auth.url, because providers send people back there
{{- end }}
{{- $ids := list -}}
{{- range $auth.providers -}}
{{- if has .id $ids }}
- auth.providers: two have the id {{ .id }}
{{- end }}
{{- if and .roles (not .rolesClaim) }}
- auth.providers: {{ .id }} has roles but no rolesClaim
{{- end }}
{{- $ids = append $ids .id -}}
{{- end -}}
{{- end -}}
