import { setPriority } from 'node:os'
import { parentPort } from 'node:worker_threads'
import { diff } from './diff.ts'
import type { Job, Report } from './jobs.ts'
import { TooLarge } from './html-writer.ts'
import { links } from './links.ts'
import { merge } from './merge.ts'
import { outline, render } from './render.ts'
import { section } from './section.ts'

// Posts have priority. On Linux, a call without a process id lowers only the calling thread.
if (process.platform === 'linux') setPriority(5)

parentPort?.on('message', (job: Job) => report(work(job)))
report(undefined)

function work(job: Job): Report['outcome'] {
  try {
    return run(job)
  } catch (error) {
    // RangeError: a string, an array or a call stack exceeds the engine's limits. Anything else is a bug, and ends the
    // thread.
    if (error instanceof TooLarge || error instanceof RangeError) return { kind: 'too_slow' }
    throw error
  }
}

function run(job: Job): Report['outcome'] {
  switch (job.kind) {
    case 'render':
      return render(job.source, job.path)
    case 'links':
      return links(job.source, job.path)
    case 'outline':
      return outline(job.source)
    case 'section':
      return section(job.source, job.heading)
    case 'merge':
      return merge(job.base, job.yours, job.current)
    case 'diff':
      return diff(job.from, job.to)
    default:
      return job satisfies never
  }
}

function report(outcome: Report['outcome']): void {
  const { user, system } = process.threadCpuUsage()
  parentPort?.postMessage({ cpu: user + system, outcome } satisfies Report)
}
