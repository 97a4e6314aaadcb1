import { Writable } from 'node:stream'
import { styleText } from 'node:util'

/** Where a logger writes to when a person watches: each JSON line becomes one for people. A failure keeps its stack. */
export function terminalLines(terminal: NodeJS.WritableStream): Writable {
  return new Writable({
    decodeStrings: false,
    write(line: string, _encoding, done) {
      terminal.write(`${terminalLine(JSON.parse(line) as LogRecord)}\n`)
      done()
    },
  })
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

/** What people see most often, without what they seldom need. */
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
