import pino from 'pino'
import { LogDestination } from './log-destination.ts'
import { terminalLines } from './terminal-lines.ts'

export type Logger = pino.Logger

export interface Log {
  readonly logger: Logger
  /** Lines that could not be written. */
  readonly lostLines: () => number
  /** Writes the rest, as far as possible within half a second. */
  readonly end: () => Promise<void>
}

/** Writes JSON lines to standard output, gathered for up to a quarter of a second; on a terminal, readable lines. */
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
