import { type Civil, type Wording, worded } from '../../src/web/calendar.ts'

/** Formats times in the reader's time zone; the server formats them in UTC. */
export function localTimes(root: ParentNode): void {
  const now = civil(new Date())
  for (const element of root.querySelectorAll('time[data-as]')) {
    const time = new Date(element.getAttribute('datetime') ?? '')
    element.textContent = worded(element.getAttribute('data-as') as Wording, civil(time), now)
  }
}

export function clock(time: Date): string {
  return worded('clock', civil(time), civil(time))
}

export function moment(time: Date): string {
  return worded('moment', civil(time), civil(new Date()))
}

function civil(time: Date): Civil {
  return {
    year: time.getFullYear(),
    month: time.getMonth(),
    day: time.getDate(),
    weekday: time.getDay(),
    hour: time.getHours(),
    minute: time.getMinutes(),
  }
}
