import type pg from 'pg'
import { bounds } from './bounds.ts'

/** How every connection of the service is set up. */
export function connectionSettings(url: string): pg.ClientConfig {
  return {
    connectionString: url,
    application_name: 'wiki-service',
    connectionTimeoutMillis: bounds.connectTimeoutMs,
    lock_timeout: bounds.lockTimeoutMs,
    statement_timeout: bounds.statementTimeoutMs,
    query_timeout: bounds.queryTimeoutMs,
    idle_in_transaction_session_timeout: bounds.queryTimeoutMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    options: Object.entries(parameters)
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(' '),
  }
}

const parameters = {
  // Timestamps travel as text: this makes it the same for every server.
  TimeZone: 'UTC',
  DateStyle: 'ISO',
  // Every statement goes by key. A plan made once, by index, is right for all of them, also while statistics still say that a
  // table is empty; compiling it would cost a hundred times what it takes.
  plan_cache_mode: 'force_generic_plan',
  enable_seqscan: 'off',
  jit: 'off',
} as const
