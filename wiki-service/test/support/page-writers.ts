import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'

/** An edit that was answered 200; the page contains it from then on. */
export interface AcknowledgedEdit {
  readonly page: number
  readonly version: number
  readonly writer: number
  readonly count: number
}

export interface WriterTally {
  readonly edits: AcknowledgedEdit[]
  conflicts: number
  merges: number
  /** Requests repeated with the same key because there was no definite answer. */
  repeats: number
}

interface Target {
  /** Of any replica; called for each attempt. */
  readonly url: () => string
  readonly isOver: () => boolean
}

/** A page with one paragraph per writer. */
export function startingContent(writers: readonly number[]): string {
  return writers.map((writer) => paragraph(writer, 0)).join('\n')
}

function paragraph(writer: number, count: number): string {
  return `w${writer}: ${count}\n`
}

/** The count that each writer has reached on a page. */
export function countsOf(content: string): ReadonlyMap<number, number> {
  return new Map([...content.matchAll(/^w(\d+): (\d+)$/gm)].map(([, writer, count]) => [Number(writer), Number(count)]))
}

/** Increments its paragraph on one page until stopped; with `isMerging` the service merges what others have changed. */
export async function writePage(
  page: number,
  writer: number,
  isMerging: boolean,
  target: Target,
  tally: WriterTally,
): Promise<void> {
  let known: { version: number; content: string } | undefined
  while (!target.isOver()) {
    // A merging writer continues from what it knows, however old; the others read first.
    if (known === undefined || !isMerging) known = await read(page, target)
    const count = (countsOf(known.content).get(writer) ?? 0) + 1
    const content = known.content.replace(paragraph(writer, count - 1), paragraph(writer, count))
    const answer = await repeated(tally, target, `/pages/${page}${isMerging ? '?merge=clean' : ''}`, {
      method: 'PUT',
      headers: { 'if-match': `"${known.version}"`, 'idempotency-key': `${page}-${writer}-${count}-${known.version}` },
      body: JSON.stringify({ user_id: 1, title: `Page ${page}`, content }),
    })
    known = undefined
    if (answer.status === 412) tally.conflicts += 1
    else {
      assert.equal(answer.status, 200, answer.text)
      const stored = JSON.parse(answer.text) as { version: number; content: string; merged?: boolean }
      if (stored.merged) tally.merges += 1
      tally.edits.push({ page, version: stored.version, writer, count })
      known = stored
    }
    await sleep(Math.random() * 20)
  }
}

async function read(page: number, target: Target): Promise<{ version: number; content: string }> {
  const { status, text } = await repeated(undefined, target, `/pages/${page}`, {})
  assert.equal(status, 200, text)
  return JSON.parse(text) as { version: number; content: string }
}

/** Sends a request until there is an answer other than 503. */
async function repeated(
  tally: WriterTally | undefined,
  { url }: Target,
  path: string,
  init: RequestInit,
): Promise<{ status: number; text: string }> {
  const headers = { 'content-type': 'application/json', ...(init.headers as Record<string, string> | undefined) }
  for (;;) {
    const answer = await fetch(url() + path, { ...init, headers, signal: AbortSignal.timeout(30_000) })
      .then(
        async (response) => ({ status: response.status, text: await response.text() }),
        () => undefined,
      )
      .catch(() => undefined)
    if (answer !== undefined && answer.status !== 503) return answer
    if (tally) tally.repeats += 1
    await sleep(20 + Math.random() * 80)
  }
}
