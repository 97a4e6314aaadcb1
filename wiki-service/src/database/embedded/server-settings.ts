import { socketPort } from './socket.ts'

/** Of PostgreSQL's parameters those that differ from its defaults, or that the service relies on. */
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
  // For a machine that has other work: the pages of a wiki fit.
  shared_buffers: '64MB',
  max_wal_size: '256MB',
  // Helper processes that pay off on bigger machines.
  io_method: 'sync',
  max_logical_replication_workers: '0',
  // The log holds no content of users.
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
  log_checkpoints: 'off',
} as const
