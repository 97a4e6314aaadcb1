/** Why the database cannot be used, as far as an error reveals it. */
export interface Reason {
  readonly cause: string
  readonly remedy: string
  /** SQLSTATEs (two letters stand for a class), errno names, codes of Node's TLS, and those of failures.ts. */
  readonly codes?: readonly string[]
  /** Distinguishes reasons with the same code by the error's message. */
  readonly message?: RegExp
}

/**
 * Every reason that the log, `/health/ready` and `migrate` report; the first match counts. docs/database-reasons.md and
 * the runbook are generated from it. None contains an address, a user or data.
 */
export const reasons: readonly Reason[] = [
  {
    cause: 'connection refused',
    remedy: 'start PostgreSQL, or correct the host and the port; in Kubernetes, the Service has no ready endpoint',
    codes: ['ECONNREFUSED'],
  },
  { cause: 'host name not found', remedy: 'correct the host name', codes: ['ENOTFOUND'] },
  {
    cause: 'host name not resolved',
    remedy: 'check the name server; until it answers, an IP address works as the host',
    codes: ['EAI_AGAIN'],
  },
  {
    cause: 'no route to the host',
    remedy: 'correct the address, or check routes, firewalls and network policies',
    codes: ['EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ENETDOWN'],
  },
  {
    cause: 'timed out',
    remedy: 'check whether the server is frozen or overloaded, and whether a firewall or network policy drops packets',
    codes: ['ETIMEDOUT', 'no_answer'],
  },
  {
    cause: 'timed out',
    remedy: 'check whether the server is frozen or overloaded, and whether a firewall or network policy drops packets',
    message: /timeout/i,
    codes: ['none'],
  },
  {
    cause: 'unix socket not found',
    remedy: 'start PostgreSQL, or give the directory of its socket as the host',
    codes: ['ENOENT', 'ENOTSOCK', 'ENOTDIR'],
  },
  {
    cause: 'unix socket not permitted',
    remedy: 'let the user that the service runs as enter the directory of the socket',
    codes: ['EACCES', 'EPERM'],
  },
  {
    cause: 'not PostgreSQL',
    remedy: 'correct the host and the port: another program answers there',
    codes: ['not_postgres'],
  },
  { cause: 'PostgreSQL too old', remedy: 'run PostgreSQL 14 or newer', codes: ['too_old'] },
  {
    cause: 'server without TLS',
    remedy: 'turn TLS on in the server (ssl = on), or allow plain connections with sslmode=prefer',
    codes: ['no_tls'],
  },
  {
    cause: 'certificate of an unknown authority',
    remedy: "provide the authority's certificate as sslrootcert (PGSSLROOTCERT)",
    codes: [
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'SELF_SIGNED_CERT_IN_CHAIN',
      'UNABLE_TO_GET_ISSUER_CERT',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'CERT_SIGNATURE_FAILURE',
    ],
  },
  { cause: 'certificate expired', remedy: "renew the server's certificate", codes: ['CERT_HAS_EXPIRED'] },
  {
    cause: 'certificate not yet valid',
    remedy: "set the clocks right, or renew the server's certificate",
    codes: ['CERT_NOT_YET_VALID'],
  },
  {
    cause: 'certificate of another host',
    remedy:
      'connect by a name in the certificate, or use sslmode=verify-ca if the authority issues certificates only for this database',
    codes: ['ERR_TLS_CERT_ALTNAME_INVALID', 'HOSTNAME_MISMATCH'],
  },
  {
    cause: 'certificate file unusable',
    remedy: 'make the files named by sslrootcert, sslcert and sslkey readable, in PEM format',
    codes: ['certificate_file', 'ERR_OSSL_X509'],
  },
  {
    cause: 'client certificate refused',
    remedy: 'provide one that the server accepts as sslcert and sslkey (PGSSLCERT, PGSSLKEY)',
    message: /certificate/i,
    codes: ['28', 'ERR_SSL', 'EPROTO'],
  },
  {
    cause: 'TLS failed',
    remedy: "see the server's log: the two sides share no TLS version or cipher, or the certificate is malformed",
    codes: [
      'ERR_SSL',
      'ERR_TLS',
      'ERR_OSSL',
      'EPROTO',
      'INVALID_PURPOSE',
      'INVALID_CA',
      'CERT_CHAIN_TOO_LONG',
      'CERT_REVOKED',
    ],
  },
  {
    cause: 'connection lost',
    remedy: 'wait for it to return; if it does not, see the log of the server and of any proxy in between',
    codes: ['ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ERR_STREAM'],
  },
  {
    cause: 'password missing',
    remedy: 'set the password in DATABASE_URL or PGPASSWORD',
    message: /client password must be/,
    codes: ['none'],
  },
  {
    cause: 'password refused',
    remedy: 'correct the password (in a URL, percent-encode special characters), or reset it in PostgreSQL',
    codes: ['28P01'],
  },
  {
    cause: 'password refused',
    remedy: 'correct the password (in a URL, percent-encode special characters), or reset it in PostgreSQL',
    message: /SASL.*(signature|server returned error)|password authentication failed|SASL authentication failed/,
    codes: ['none', '08P01'],
  },
  {
    cause: 'authentication method not supported',
    remedy: 'set the method to scram-sha-256 for this user in pg_hba.conf',
    message: /SASL|Unknown authenticationOk/,
    codes: ['none'],
  },
  {
    cause: 'encryption required',
    remedy: 'use sslmode=require or stronger: pg_hba.conf allows no plain connection from here',
    message: /no encryption|SSL off|SSL required/,
    codes: ['28', '08P01'],
  },
  {
    cause: 'not allowed by pg_hba.conf',
    remedy: 'add a line to pg_hba.conf for this user, database and address',
    message: /pg_hba/,
    codes: ['28'],
  },
  {
    cause: 'role without LOGIN',
    remedy: 'allow it (alter role … login), or connect as another role',
    message: /not permitted to log in/,
    codes: ['28'],
  },
  {
    cause: 'role does not exist',
    remedy: 'create it, or correct the name of the user',
    message: /role .* does not exist|no such user/,
    codes: ['28', '08P01'],
  },
  { cause: 'user refused', remedy: "see the server's log, and correct the user or pg_hba.conf", codes: ['28'] },
  { cause: 'database does not exist', remedy: 'create it, or correct its name', codes: ['3D000'] },
  {
    cause: 'database does not exist',
    remedy: 'create it, or correct its name',
    message: /no such database/,
    codes: ['08P01'],
  },
  {
    cause: 'database closed to connections',
    remedy: 'allow them (alter database … allow_connections), unless it is being restored',
    message: /not currently accepting connections/,
    codes: ['55000'],
  },
  {
    cause: 'too many connections',
    remedy:
      'lower DATABASE_POOL_SIZE or the number of replicas, or raise max_connections (and limits of the role, the database, the pooler)',
    codes: ['53300'],
  },
  {
    cause: 'too many connections',
    remedy:
      'lower DATABASE_POOL_SIZE or the number of replicas, or raise max_connections (and limits of the role, the database, the pooler)',
    message: /no more connections|max_client_conn|max_db_connections|max_user_connections|too many/,
    codes: ['08P01'],
  },
  {
    cause: 'pooler without PostgreSQL',
    remedy: "see the pooler's log: it cannot reach the server, or cannot log in there",
    message: /server|pgbouncer|query_wait_timeout/i,
    codes: ['08P01'],
  },
  {
    cause: 'refused by the pooler',
    remedy: 'see the log of the pooler or of PostgreSQL: error 08P01 has many meanings',
    codes: ['08P01'],
  },
  {
    cause: 'connection lost',
    remedy: 'wait for it to return; if it does not, see the log of the server and of any proxy in between',
    codes: ['08'],
  },
  {
    cause: 'unexpected answer',
    remedy: 'connect without the proxy or pooler in between: it breaks the protocol',
    codes: ['unexpected_answer'],
  },
  { cause: 'shutting down', remedy: 'start it again, unless it is restarting', codes: ['57P01'] },
  { cause: 'crashed', remedy: "wait for its recovery; if it fails, see the server's log", codes: ['57P02'] },
  {
    cause: 'starting up or shutting down',
    remedy: 'wait: after a crash it replays its log; killing it would restart the replay',
    codes: ['57P03'],
  },
  { cause: 'database dropped', remedy: 'restore it from a backup', codes: ['57P04'] },
  {
    cause: 'read-only server',
    remedy: 'connect to the primary: this is a standby or a demoted primary, or default_transaction_read_only is on',
    codes: ['25006'],
  },
  { cause: 'disk full', remedy: "make room on the server's disk", codes: ['53100'] },
  { cause: 'out of memory', remedy: 'give the server more memory', codes: ['53200'] },
  { cause: 'limit reached', remedy: "see the server's log for the limit", codes: ['53'] },
  { cause: 'data damaged', remedy: 'restore a backup', codes: ['XX001', 'XX002'] },
  { cause: "the server's files failed", remedy: "check the server's log and its disk", codes: ['58'] },
  {
    cause: 'no CONNECT on the database',
    remedy: 'grant connect on the database to the role of the service',
    message: /for database/,
    codes: ['42501'],
  },
  {
    cause: 'no CREATE on the schema',
    remedy: 'grant usage and create on the schema to the role of the service, or make it the owner of the database',
    message: /for schema/,
    codes: ['42501'],
  },
  {
    cause: 'tables of another role',
    remedy:
      'make the role of the service the owner of the tables and sequences (alter table … owner to …), or connect as their owner',
    message: /must be owner|for (table|relation|sequence|view|function)/,
    codes: ['42501'],
  },
  { cause: 'not permitted', remedy: "see the server's log for what was refused, and grant it", codes: ['42501'] },
  {
    cause: 'schema does not exist',
    remedy: 'create the schema that search_path names, or correct search_path',
    codes: ['3F000'],
  },
  {
    cause: 'setting refused',
    remedy: 'correct `options` in DATABASE_URL (PGOPTIONS): the server does not know a parameter or rejects its value',
    message: /parameter|role .* does not exist/,
    codes: ['22023', '42704', '55P02', '42501'],
  },
  {
    cause: 'tables missing or not those of the service',
    remedy: 'wait if a restore is in progress; otherwise restore a backup, or use an empty database',
    codes: ['42P01', '42703', '42883', '42P07', '42710'],
  },
  {
    cause: 'locked out',
    remedy: 'end the session that holds the lock (pg_locks, pg_stat_activity)',
    codes: ['55P03', '40P01'],
  },
  { cause: 'statement too slow', remedy: "check the server's load and its indexes", codes: ['57014'] },
  {
    cause: 'connection lost',
    remedy: 'wait for it to return; if it does not, see the log of the server and of any proxy in between',
    message: /Connection terminated|connection error|Client was closed|not queryable|socket disconnected/i,
    codes: ['none'],
  },
]

/** One line for a log or a probe's answer: the cause and the fix. */
export function reasonFor(code: string | undefined, message: string): string {
  const found = reasons.find(
    (reason) =>
      (reason.codes ?? []).some((wanted) => fits(wanted, code ?? 'none')) && (reason.message?.test(message) ?? true),
  )
  if (found) return `${found.cause}: ${found.remedy}`
  return code === undefined
    ? `failed: see the log of the service for ${JSON.stringify(message.slice(0, 80))}`
    : `failed with ${code}: look it up in PostgreSQL's list of error codes, and see the server's log`
}

/** Codes of five characters must match; shorter ones and names match as prefixes. */
function fits(wanted: string, code: string): boolean {
  return wanted.length === 5 ? code === wanted : code.startsWith(wanted)
}
