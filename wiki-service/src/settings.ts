/**
 * The environment variables that the service reads: the source of `--help`, docs/configuration.md and the parser in
 * config.ts.
 */
export const settings = {
  PORT: { default: '8080', meaning: 'TCP port to listen on; 0 selects a free one' },
  HOST: {
    default: '127.0.0.1',
    meaning: 'address to listen on; :: is every address, including IPv4, and what the image sets',
  },
  DATABASE_URL: {
    meaning: 'postgres://user:password@host:port/name?sslmode=…; without it and PGHOST, an embedded PostgreSQL runs',
    secret: true,
  },
  PGHOST: {
    meaning:
      'database host, or the directory of its unix socket; this and the following supply what DATABASE_URL omits',
  },
  PGPORT: { default: '5432', meaning: 'database port' },
  PGUSER: { default: 'postgres', meaning: 'database user' },
  PGPASSWORD: { meaning: 'database password', secret: true },
  PGDATABASE: { meaning: 'database name; default: the user' },
  PGOPTIONS: { meaning: 'settings of each session, for example -c search_path=wiki' },
  PGSSLMODE: { meaning: 'disable, allow, prefer (default), require, verify-ca or verify-full, as in libpq' },
  PGSSLROOTCERT: { meaning: 'file with the certificate authorities of the database, or system' },
  PGSSLCERT: { meaning: 'file with the certificate that the service presents to the database' },
  PGSSLKEY: { meaning: 'file with the key of that certificate' },
  DATABASE_POOLER: {
    default: 'auto',
    meaning:
      'kind of pooler before the database: session, transaction, or auto, which treats a detected pooler as transaction',
  },
  WIKI_DATA_DIR: { default: './data', meaning: 'directory of the embedded PostgreSQL' },
  LOG_LEVEL: { default: 'info', meaning: 'fatal, error, warn, info, debug, trace or silent' },
  DRAIN_SECONDS: {
    default: '5',
    meaning: 'after SIGTERM the service keeps serving until no request has arrived for this long',
  },
  DRAIN_LIMIT_SECONDS: {
    default: '8',
    meaning: 'how long the service keeps serving after SIGTERM while requests still arrive; at least DRAIN_SECONDS',
  },
  REQUEST_DEADLINE_SECONDS: { default: '15', meaning: 'how long a request may wait for the database before 503' },
  READINESS_GRACE_SECONDS: {
    default: '10',
    meaning: 'how long the database may be down before the replica becomes unready',
  },
  DATABASE_POOL_SIZE: { default: '10', meaning: 'connections of one process to the database, 4 to 100' },
  MAX_CONNECTIONS: {
    default: '10000',
    meaning: 'maximum of open HTTP connections, if the memory allows; new ones replace those idle the longest',
  },
  MAX_QUEUE: { default: '10000', meaning: 'requests that may wait for the database; further ones get 503 immediately' },
  MEMORY_LIMIT_MIB: {
    meaning: 'memory limit in MiB, which determines all other limits; default: that of the cgroup, otherwise 256',
  },
  TRUST_PROXY: { meaning: 'comma-separated CIDR list of proxies whose X-Forwarded headers are trusted' },
  WIKI_AUTH: {
    default: 'open',
    meaning: 'open: nobody signs in, and everybody may do everything; accounts: people sign in, programs have tokens',
  },
  WIKI_PUBLIC_READ: { default: 'false', meaning: 'with accounts: true lets everybody read, without signing in' },
  WIKI_SECURE_COOKIES: {
    default: 'true',
    meaning:
      'with accounts: sessions need https, or http on localhost; false sends them over plain http, where others can take them over',
  },
  WIKI_ADMIN_NAME: { default: 'admin', meaning: 'with accounts: login name of the first admin, used with the next' },
  WIKI_ADMIN_PASSWORD: {
    meaning:
      'with accounts: password of the first admin, created while there is none; without it, the log shows a link to become one',
    secret: true,
  },
  WIKI_SESSION_DAYS: { default: '14', meaning: 'with accounts: people sign in again after this many days' },
  WIKI_URL: {
    meaning:
      'with accounts: address of the wiki in browsers, such as https://wiki.example.org; providers send people back there',
  },
  WIKI_OIDC: {
    meaning: 'with accounts: OpenID Connect providers that people sign in with, as JSON; see docs/sign-in.md',
    secret: true,
  },
  SEARCH_LANGUAGE: {
    default: 'english',
    meaning:
      'PostgreSQL name of the language in which search stems pages of unclear language, or simple; applies to pages saved from then on',
  },
  WIKI_REVISION: {
    default: 'unknown',
    meaning: 'commit of the build, shown in the metrics; the image sets it',
  },
  DASHBOARD_PATH: { meaning: 'URL or path of the Grafana dashboard, linked from the front page' },
} as const satisfies Record<string, Setting>

export type SettingName = keyof typeof settings

export interface Setting {
  readonly default?: string
  readonly meaning: string
  /** May also be given as a file, in the variable with `_FILE` appended to its name. */
  readonly secret?: true
}
