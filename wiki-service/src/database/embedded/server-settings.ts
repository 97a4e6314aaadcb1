import { socketPort } from './socket.ts'

/** The parameters that differ from PostgreSQL's defaults, or that the service relies on. */
export const serverSettings = {
  listen_addresses: '',
  port: String(socketPort),
  // Relative to the data directory, so that its length does not matter; see socket.ts.
  unix_socket_directories: '.',
  unix_socket_permissions: '0700',
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  max_connections: '100',
  // For a machine with other work to do; the pages of a wiki fit.
  shared_buffers: '64MB',
  max_wal_size: '256MB',
  // Helper processes pay off only on bigger machines.
  io_method: 'sync',
  max_logical_replication_workers: '0',
  // Keeps user content out of the log.
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
  log_checkpoints: 'off',
} as const
