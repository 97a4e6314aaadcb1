/**
 * A point in time in a local calendar. Server and browser format it in the same way, the server in UTC, the browser in
 * its time zone.
 */
export interface Civil {
  readonly year: number
  /** From 0. */
  readonly month: number
  readonly day: number
  /** From 0, a Sunday. */
  readonly weekday: number
  readonly hour: number
  readonly minute: number
}

/** Formats of a time: `today at 09:41`, `Today 09:41`, `today`, `09:41`, `Today, Wednesday 25 November`. */
export type Wording = 'moment' | 'brief' | 'date' | 'clock' | 'day'

export function worded(wording: Wording, time: Civil, now: Civil): string {
  switch (wording) {
    case 'moment':
      return `${date(time, now)} at ${clock(time)}`
    case 'brief':
      return `${capitalised(date(time, now, 3))} ${clock(time)}`
    case 'date':
      return date(time, now)
    case 'clock':
      return clock(time)
    case 'day':
      return day(time, now)
    default:
      return wording satisfies never
  }
}

export function utc(time: Date): Civil {
  return {
    year: time.getUTCFullYear(),
    month: time.getUTCMonth(),
    day: time.getUTCDate(),
    weekday: time.getUTCDay(),
    hour: time.getUTCHours(),
    minute: time.getUTCMinutes(),
  }
}

function date(time: Civil, now: Civil, letters?: number): string {
  const past = daysBetween(time, now)
  if (past === 0) return 'today'
  if (past === 1) return 'yesterday'
  const month = (months[time.month] ?? '').slice(0, letters)
  return `${time.day} ${month}${time.year === now.year ? '' : ` ${time.year}`}`
}

function day(time: Civil, now: Civil): string {
  const past = daysBetween(time, now)
  const name = `${weekdays[time.weekday]} ${time.day} ${months[time.month]}${time.year === now.year ? '' : ` ${time.year}`}`
  if (past === 0) return `Today, ${name}`
  return past === 1 ? `Yesterday, ${name}` : name
}

function clock({ hour, minute }: Civil): string {
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
}

function daysBetween(from: Civil, to: Civil): number {
  return (Date.UTC(to.year, to.month, to.day) - Date.UTC(from.year, from.month, from.day)) / 86_400_000
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]
