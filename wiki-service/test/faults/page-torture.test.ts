import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Fate, startCuttingProxy } from '../support/cutting-proxy.ts'
import { faultScale } from '../support/fault-scale.ts'
import { rowsOf } from '../support/open-stores.ts'
import { countsOf, startingContent, type WriterTally, writePage } from '../support/page-writers.ts'
import { createDatabase, startServer } from '../support/postgres.ts'
import { type ServiceProcess, startReadyService } from '../support/service-process.ts'

const rounds = Math.ceil(4 * faultScale)
const writers = Array.from({ length: 50 }, (_, writer) => writer)
const pages = [1, 2, 3, 4, 5]

test(
  '50 writers lose no edit to restarts, kills and cut connections',
  { timeout: 120_000 + rounds * 60_000 },
  async (t) => {
    await using server = await startServer({ fsync: true })
    const database = await createDatabase({ on: server })
    await using proxy = await startCuttingProxy(database.url)
    const replicas: ServiceProcess[] = []
    const start = async (): Promise<ServiceProcess> => startReadyService({ DATABASE_URL: proxy.url })
    replicas.push(await start(), await start())
    await prepare(replicas[0]?.url ?? '')

    let isOver = false
    const tally: WriterTally = { edits: [], conflicts: 0, merges: 0, repeats: 0 }
    const target = {
      url: () => replicas[Math.floor(Math.random() * replicas.length)]?.url ?? '',
      isOver: () => isOver,
    }
    proxy.plan = {
      request: cutSometimes('cut', 'cut after', 'cut in the middle'),
      answer: cutSometimes('cut', 'cut in the middle'),
    }
    const work = Promise.all(
      writers.map((writer) => writePage(pages[writer % pages.length] ?? 1, writer, writer % 3 === 0, target, tally)),
    )
    try {
      for (let round = 0; round < rounds; round += 1) {
        await sleep(1_000)
        await server.restart(round % 2 === 0 ? 'immediate' : 'fast')
        await sleep(1_000)
        const old = replicas.shift()
        old?.signal(round % 2 === 0 ? 'SIGKILL' : 'SIGTERM')
        replicas.push(await start())
        await old?.ended
      }
    } finally {
      proxy.plan = {}
      isOver = true
      await work
      for (const replica of replicas) await replica[Symbol.asyncDispose]()
    }

    const { edits, conflicts, merges, repeats } = tally
    const stored = await rowsOf<{ post_id: number; version: number; content: string }>(
      database.url,
      'select post_id, version, content from revisions order by post_id, version',
    )
    t.diagnostic(
      `${edits.length} edits acknowledged (${merges} merged), ${conflicts} conflicts, ${repeats} requests repeated, ${proxy.cuts} cuts, ${stored.length} revisions`,
    )
    assertEachOnce(stored)
    const byVersion = new Map(stored.map((revision) => [`${revision.post_id}/${revision.version}`, revision.content]))
    for (const { page, version, writer, count } of edits)
      assert.equal(
        countsOf(byVersion.get(`${page}/${version}`) ?? '').get(writer),
        count,
        `edit ${count} of writer ${writer}`,
      )
    // Every request was repeated until it was answered, so whatever is stored was acknowledged.
    assert.equal(stored.length, pages.length + edits.length)
    assert.ok(edits.length > 100 && merges > 0 && conflicts > 0, 'the writers were in each other’s way')
  },
)

/** Versions are dense, and each increments the paragraph of one writer: nothing is lost, and nothing happens twice. */
function assertEachOnce(revisions: readonly { post_id: number; version: number; content: string }[]): void {
  let before: (typeof revisions)[number] | undefined
  for (const revision of revisions) {
    if (before?.post_id === revision.post_id) {
      assert.equal(revision.version, before.version + 1)
      const earlier = countsOf(before.content)
      const changed = [...countsOf(revision.content)].filter(([writer, count]) => earlier.get(writer) !== count)
      assert.deepEqual(
        changed.map(([writer, count]) => count - (earlier.get(writer) ?? 0)),
        [1],
        `version ${revision.version} of page ${revision.post_id}`,
      )
    } else assert.equal(revision.version, 1)
    before = revision
  }
}

async function prepare(url: string): Promise<void> {
  const post = async (path: string, body: object): Promise<void> => {
    const headers = { 'content-type': 'application/json' }
    const { status } = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) })
    assert.ok(status < 300)
  }
  await post('/users', { name: 'Ada' })
  for (const page of pages) {
    const own = writers.filter((writer) => pages[writer % pages.length] === page)
    await post('/pages', { user_id: 1, title: `Page ${page}`, content: startingContent(own) })
  }
}

/** About one piece in two hundred. */
function cutSometimes(...fates: readonly Fate[]): () => Fate {
  return () => (Math.random() < 0.005 ? (fates[Math.floor(Math.random() * fates.length)] ?? 'pass') : 'pass')
}
