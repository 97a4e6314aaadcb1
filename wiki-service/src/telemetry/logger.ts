import pino from 'pino'
import { terminalLines } from './terminal-lines.ts'

export type Logger = pino.Logger

/**
 * Writes JSON lines to standard output, or lines for people when that is a terminal.
 * JSON lines are gathered for up to a quarter of a second; `flush` writes what is left.
 */
export function createLogger(level: string): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    process.stdout.isTTY
      ? terminalLines(process.stdout)
      : pino.destination({ fd: 1, sync: false, minLength: 8 * 1024, periodicFlush: 250 }),
  )
}
