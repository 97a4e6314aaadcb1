{{- define "wiki.backupClaim" -}}
{{- .Values.database.bundled.backup.storage.existingClaim | default (printf "%s-backup" (include "wiki.fullname" .)) -}}
{{- end -}}

{{/* A job that runs one of the database scripts. Takes (list $ script variable value). */}}
{{- define "wiki.backupJob" -}}
{{- $root := index . 0 -}}
{{- $backup := $root.Values.database.bundled.backup -}}
backoffLimit: 2
activeDeadlineSeconds: 3600
ttlSecondsAfterFinished: 86400
template:
  metadata:
    labels:
      {{- include "wiki.podLabels" (list $root "backup") | nindent 6 }}
  spec:
    {{- include "wiki.pod" (list $root "database.bundled") | nindent 4 }}
    automountServiceAccountToken: false
    restartPolicy: Never
    # Most volumes can be used on one node at a time, and the database uses this one too.
    affinity:
      podAffinity:
        requiredDuringSchedulingIgnoredDuringExecution:
          - topologyKey: kubernetes.io/hostname
            labelSelector:
              matchLabels:
                {{- include "wiki.selector" (list $root "database") | nindent 16 }}
    containers:
      - name: {{ index . 1 }}
        image: {{ include "wiki.image" (list $root "postgres") | quote }}
        imagePullPolicy: {{ $root.Values.images.pullPolicy }}
        securityContext:
          {{- include "wiki.containerSecurity" $root | nindent 10 }}
        command: [bash, /scripts/{{ index . 1 }}.sh]
        env:
          - name: {{ index . 2 }}
            value: {{ index . 3 | quote }}
          {{- include "wiki.databaseEnv" $root | nindent 10 }}
        resources:
          {{- toYaml $backup.resources | nindent 10 }}
        volumeMounts:
          - name: scripts
            mountPath: /scripts
            readOnly: true
          - name: backup
            mountPath: /backup
          - name: tmp
            mountPath: /tmp
    volumes:
      - name: scripts
        configMap:
          name: {{ include "wiki.fullname" $root }}-backup
      - name: backup
        persistentVolumeClaim:
          claimName: {{ include "wiki.backupClaim" $root }}
      - name: tmp
        emptyDir: {}
{{- end -}}
