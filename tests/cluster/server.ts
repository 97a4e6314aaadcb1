import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { run } from '../chart/render.ts'
import type { Namespace } from './cluster.ts'

const postgres = 'postgres:18.4'

/** A PostgreSQL that is not the chart's, and answers only over TLS. */
export interface Server {
  readonly host: string
  /** PEM of the authority that signed its certificate. */
  readonly authority: string
}

/** Starts it as the pod and Service `postgres`, with the role wiki, its database wiki and this password. */
export async function startServer(namespace: Namespace, password: string): Promise<Server> {
  const host = `postgres.${namespace.name}.svc`
  const { certificate, key } = await selfSigned(host)
  const files = {
    'tls.crt': certificate,
    'tls.key': key,
    'pg_hba.conf': 'local all all trust\nhostssl all all all scram-sha-256\n',
  }
  await namespace.kubectl(['create', '--filename', '-'], {
    apiVersion: 'v1',
    kind: 'List',
    items: [
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'postgres' }, stringData: files },
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'postgres' },
        spec: { selector: { app: 'postgres' }, ports: [{ port: 5432 }] },
      },
      pod(password),
    ],
  })
  await namespace.kubectl(['wait', '--for=condition=Ready', 'pod/postgres', '--timeout=90s'])
  return { host, authority: certificate }
}

function pod(password: string): object {
  const settings = ['ssl=on', 'ssl_cert_file=/tls/tls.crt', 'ssl_key_file=/tls/tls.key', 'hba_file=/tls/pg_hba.conf']
  const container = {
    name: 'postgres',
    image: postgres,
    imagePullPolicy: 'IfNotPresent',
    args: settings.flatMap((setting) => ['-c', setting]),
    env: [
      { name: 'POSTGRES_USER', value: 'wiki' },
      { name: 'POSTGRES_PASSWORD', value: password },
    ],
    readinessProbe: { exec: { command: ['pg_isready', '--host=127.0.0.1'] }, periodSeconds: 1 },
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
    volumeMounts: [{ name: 'tls', mountPath: '/tls' }],
  }
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'postgres', labels: { app: 'postgres' } },
    spec: {
      automountServiceAccountToken: false,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 999,
        runAsGroup: 999,
        fsGroup: 999,
        seccompProfile: { type: 'RuntimeDefault' },
      },
      containers: [container],
      // PostgreSQL refuses a key that others can read.
      volumes: [{ name: 'tls', secret: { secretName: 'postgres', defaultMode: 0o440 } }],
    },
  }
}

async function selfSigned(host: string): Promise<{ certificate: string; key: string }> {
  const directory = await mkdtemp(path.join(tmpdir(), 'certificate-'))
  const [certificate, key] = [path.join(directory, 'crt'), path.join(directory, 'key')]
  try {
    const subject = ['-subj', `/CN=${host}`.slice(0, 64), '-addext', `subjectAltName=DNS:${host}`]
    const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
    await run('openssl', ['req', '-x509', ...curve, ...subject, '-days', '2', '-out', certificate, '-keyout', key])
    return { certificate: await readFile(certificate, 'utf8'), key: await readFile(key, 'utf8') }
  } finally {
    await rm(directory, { recursive: true })
  }
}
