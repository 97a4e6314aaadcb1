import pino from 'pino'
import { LogDestination } from './log-destination.ts'
import { terminalLines } from './terminal-lines.ts'

export type Logger = pino.Logger

export interface Log {
  readonly logger: Logger
  /** Lines that could not be written. */
  readonly lostLines: () => number
  /** Writes what is left, as far as that is possible in half a second. */
  readonly end: () => Promise<void>
}

/**
 * Writes JSON lines to standard output, gathered for up to a quarter of a second, or lines for people when that is a terminal.
 */
export function openLog(level: string): Log {
  const destination = new LogDestination(1)
  process.once('exit', () => destination.endNow())
  return {
    logger: createLogger(level, destination.isTerminal ? terminalLines(destination) : destination),
    lostLines: () => destination.lost,
    end: () => destination.end(),
  }
}

export function createLogger(level: string, destination: pino.DestinationStream): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    destination,
  )
}
