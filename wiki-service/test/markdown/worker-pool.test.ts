import assert from 'node:assert/strict'
import { test } from 'node:test'
import { threadsFor, WorkerPool } from '../../src/markdown/worker-pool.ts'

const later = () => performance.now() + 30_000

test('there are two threads if CPUs and memory allow', () => {
  const mebibyte = 2 ** 20
  assert.deepEqual(
    [
      threadsFor(1, 0),
      threadsFor(8, 0),
      threadsFor(8, 256 * mebibyte),
      threadsFor(2, 512 * mebibyte),
      threadsFor(2, 2 ** 63),
    ],
    [1, 2, 1, 2, 2],
  )
})

test('threads that cannot start are reported, and waiting jobs fail', async () => {
  const failures: unknown[] = []
  await using pool = new WorkerPool(
    { markdownThreadFailed: (error) => failures.push(error) },
    new URL('data:text/javascript,throw new Error("broken")'),
  )
  const jobs = [1, 2, 3].map((number) => pool.run({ kind: 'outline', source: `${number}` }, later()))
  assert.deepEqual(new Set((await Promise.all(jobs)).map(({ kind }) => kind)), new Set(['busy']))
  assert.ok(failures.length > 0 && failures.length <= 3)
})

test('a thread that hits a bug is reported, and another one continues', async () => {
  const failures: unknown[] = []
  const program = `
    import { parentPort } from 'node:worker_threads'
    const report = (outcome) => parentPort.postMessage({ cpu: 0, outcome })
    parentPort.on('message', ({ source }) => {
      if (source === 'defect') throw new TypeError('a defect')
      report({ kind: 'outlined', headings: [], text: source })
    })
    report(undefined)`
  await using pool = new WorkerPool(
    { markdownThreadFailed: (error) => failures.push(error) },
    new URL(`data:text/javascript,${encodeURIComponent(program)}`),
  )
  const outline = (source: string) => pool.run({ kind: 'outline', source }, later())
  assert.equal((await outline('defect')).kind, 'too_slow')
  assert.equal((await outline('text')).kind, 'outlined')
  assert.deepEqual(failures.map(String), ['TypeError: a defect'])
})

test('small jobs go before large ones', async () => {
  const order: string[] = []
  const program = `
    import { parentPort } from 'node:worker_threads'
    const report = (outcome) => parentPort.postMessage({ cpu: 0, outcome })
    parentPort.on('message', () => report({ kind: 'outlined' }))
    report(undefined)`
  await using pool = new WorkerPool({}, new URL(`data:text/javascript,${encodeURIComponent(program)}`))
  const outline = async (source: string) => {
    await pool.run({ kind: 'outline', source }, later())
    order.push(source.slice(0, 2))
  }
  await outline('start')
  const large = ['L1', 'L2', 'L3'].map((name) => outline(name.padEnd(100_000)))
  const small = ['s1', 's2', 's3'].map((name) => outline(name))
  await Promise.all([...large, ...small])
  assert.ok(order.indexOf('s3') < order.indexOf('L2'), order.join(' '))
})
