import { hash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { Diff } from './diff.ts'
import type { NoResult } from './jobs.ts'
import type { Merge } from './merge.ts'
import { bytesOf, type Links, type Outline, type Rendering, type Section } from './rendering.ts'
import { type JobObserver, WorkerPool } from './worker-pool.ts'

/**
 * Rendering, merging and comparing Markdown, all of it outside of the event loop and within limits. `too_slow` means
 * that this text will never succeed; `busy`, that too many others wait, or that the deadline passed.
 */
export class Markdown implements AsyncDisposable {
  readonly #pool: WorkerPool
  #kept: LRUCache<string, Rendering | { readonly kind: 'too_slow' }> | undefined
  readonly #underWay = new Map<string, Promise<Rendering | NoResult>>()

  constructor(observer: JobObserver = {}) {
    this.#pool = new WorkerPool(observer)
  }

  /**
   * The page's HTML, to be completed by fillIn.
   * @param path canonical path of the page, the base of relative links; empty for a text that is not a page yet
   * @param deadline in milliseconds of performance.now(); here and below
   */
  render(source: string, path: string, deadline: number): Promise<Rendering | NoResult> {
    const key = hash('sha256', `${path}\n${source}`, 'base64')
    const kept = this.#kept?.get(key)
    if (kept) return Promise.resolve(kept)
    const underWay = this.#underWay.get(key) ?? this.#renderNow(key, source, path, deadline)
    this.#underWay.set(key, underWay)
    return underWay
  }

  /** The pages that the page links to. @param path as for render */
  links(source: string, path: string, deadline: number): Promise<Links | NoResult> {
    // Where there is no bracket there is no link to a page: see linkParser.
    if (!source.includes('[')) return Promise.resolve({ kind: 'linked', targets: [] })
    return this.#pool.run({ kind: 'links', source, path }, deadline)
  }

  /** The page's words. */
  outline(source: string, deadline: number): Promise<Outline | NoResult> {
    return this.#pool.run({ kind: 'outline', source }, deadline)
  }

  /** The section under a heading. If it is too slow, there is no such heading. */
  async section(source: string, heading: string, deadline: number): Promise<Section | { kind: 'busy' }> {
    const outcome = await this.#pool.run({ kind: 'section', source, heading }, deadline)
    return outcome.kind === 'too_slow' ? { kind: 'missing' } : outcome
  }

  /** Three-way merge by lines. If it is too slow, the texts conflict as a whole. */
  async merge(base: string, yours: string, current: string, deadline: number): Promise<Merge | { kind: 'busy' }> {
    const outcome = await this.#pool.run({ kind: 'merge', base, yours, current }, deadline)
    if (outcome.kind !== 'too_slow') return outcome
    return { kind: 'merged', parts: [{ kind: 'conflict', base, yours, current }], content: undefined }
  }

  /** The differences between two texts. If it is too slow, lists none and sets `truncated`. */
  async diff(from: string, to: string, deadline: number): Promise<Diff | { kind: 'busy' }> {
    const outcome = await this.#pool.run({ kind: 'diff', from, to }, deadline)
    if (outcome.kind !== 'too_slow') return outcome
    return { kind: 'compared', granularity: 'lines', hunks: [], truncated: true }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#pool[Symbol.asyncDispose]()
  }

  async #renderNow(key: string, source: string, path: string, deadline: number): Promise<Rendering | NoResult> {
    try {
      const outcome = await this.#pool.run({ kind: 'render', source, path }, deadline)
      if (outcome.kind !== 'busy') {
        this.#kept ??= new LRUCache({ maxSize: keptBytes, sizeCalculation: sizeOf })
        this.#kept.set(key, outcome)
      }
      return outcome
    } finally {
      this.#underWay.delete(key)
    }
  }
}

const keptBytes = 8 << 20

function sizeOf(outcome: Rendering | { readonly kind: 'too_slow' }): number {
  // Headings are smaller than their HTML.
  return outcome.kind === 'too_slow' ? 200 : 1000 + bytesOf(outcome.pieces)
}
