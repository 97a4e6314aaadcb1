import pino from 'pino'

export type Logger = pino.Logger

/**
 * Writes JSON lines to standard output, or lines for people when that is a terminal.
 * Lines are gathered for up to a quarter of a second; `flush` writes what is left.
 */
export async function createLogger(level: string): Promise<Logger> {
  if (process.stdout.isTTY) {
    const { default: pretty } = await import('pino-pretty')
    return pino({ level, base: null }, pretty({ ignore: 'pid,hostname', translateTime: 'HH:MM:ss', sync: true }))
  }
  const destination = pino.destination({ fd: 1, sync: false, minLength: 8 * 1024, periodicFlush: 250 })
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
