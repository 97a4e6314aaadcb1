import { styleText } from 'node:util'

export interface LineWriter {
  write(lines: string): void
}

/** Turns each JSON line into a readable one, for a logger that writes to a terminal. A failure keeps its stack. */
export function terminalLines(terminal: LineWriter): LineWriter {
  return {
    write(lines) {
      // Lines of one turn of the event loop arrive together.
      for (const line of lines.split('\n')) if (line !== '') terminal.write(`${readable(line)}\n`)
    },
  }
}

/** Keeps a line that is not JSON: the log never throws. */
function readable(line: string): string {
  try {
    return terminalLine(JSON.parse(line) as LogRecord)
  } catch {
    return line
  }
}

interface LogRecord {
  readonly level: string
  /** RFC 3339. */
  readonly time: string
  readonly msg: string
  readonly err?: { readonly stack?: string }
  readonly [field: string]: unknown
}

function terminalLine({ level, time, msg, err, ...fields }: LogRecord): string {
  const clock = styleText('dim', new Date(time).toTimeString().slice(0, 8))
  const text = sentences[msg]?.(fields) ?? [msg, ...Object.entries(fields).map((pair) => pair.join('='))].join(' ')
  return [clock, marks[level] ?? [], text, err?.stack ? `\n${err.stack}` : []].flat().join(' ')
}

/** What people see most often, without what they rarely need. */
const sentences: Readonly<Record<string, (fields: Readonly<Record<string, unknown>>) => string>> = {
  listening: ({ url }) => `listening on ${String(url)}`,
  request: ({ method, route, status, ms }) => `${[method, route, status, ms].join(' ')} ms`,
}

const marks: Readonly<Record<string, string>> = {
  fatal: styleText('red', 'fatal'),
  error: styleText('red', 'error'),
  warn: styleText('yellow', 'warn'),
  debug: 'debug',
  trace: 'trace',
}
