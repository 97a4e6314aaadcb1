import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { bench, commandLine, descendants, running } from './program.ts'

const longRun = '--scenarios get:2 --seconds 60 --warm-up 0 --users 1 --posts 10 --output /nowhere'.split(' ')

const interruptions = [
  { signal: 'SIGINT', exitCode: 130 },
  { signal: 'SIGTERM', exitCode: 143 },
  // A process cannot react to SIGKILL, so its children have to notice.
  { signal: 'SIGKILL', exitCode: 'SIGKILL' },
] as const

suite('nothing is left of a run', { concurrency: true }, () => {
  for (const { signal, exitCode } of interruptions) {
    test(`that got ${signal}`, async () => {
      let started: readonly number[] = []
      const interrupt = async (pid: number): Promise<void> => {
        started = await whileLoading(pid)
        process.kill(pid, signal)
      }
      const ended = await bench(longRun, (line, pid) => {
        if (line.includes('start to live')) void interrupt(pid)
      })
      assert.equal(ended.exitCode, exitCode, ended.progress.join('\n'))
      // PostgreSQL and its processes, the service, the load, and the two guards.
      assert.ok(started.length > 4)
      const deadline = performance.now() + 10_000
      while (running(started).length > 0) {
        assert.ok(performance.now() < deadline, `still running: ${running(started).join()}`)
        await sleep(20)
      }
    })
  }
})

/** @returns the pids of everything a run has started, once the load runs */
async function whileLoading(pid: number): Promise<readonly number[]> {
  for (;;) {
    const started = descendants(pid)
    if (started.some((pid) => commandLine(pid).includes('load-generator'))) return started
    await sleep(50)
  }
}
