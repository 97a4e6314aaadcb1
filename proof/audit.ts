import type { Ended } from './load/order.ts'
import type { Counters, Edits, Rows } from './report/result.ts'
import type { Pod } from './stage/pods.ts'
import type { Counts, Release } from './stage/release.ts'

type Audited = Pick<Release, 'counters' | 'rows' | 'sql' | 'pods'>

/** Compares what clients were told with the content of the database, while nothing is written. */
export class Audit {
  readonly #release: Audited
  readonly #mark: string
  readonly #countersBefore: Counts
  readonly #rowsBefore: Counts
  /** Texts that earlier examinations missed, so that each loss is reported once. */
  readonly #lost = new Set<string>()

  private constructor(release: Audited, mark: string, counters: Counts, rows: Counts) {
    this.#release = release
    this.#mark = mark
    this.#countersBefore = counters
    this.#rowsBefore = rows
  }

  /** @param mark prefix of the texts of the load @throws if the replicas disagree on the counters */
  static async begin(release: Audited, mark: string): Promise<Audit> {
    const [counters, ...others] = await release.counters()
    if (counters === undefined || others.some((other) => !equal(counters, other)))
      throw new Error('the replicas disagree on what was created')
    return new Audit(release, mark, counters, await release.rows())
  }

  /** @param all every request since the beginning: a fault may lose rows stored long before it */
  async stored(all: readonly Ended[], ofTrial: readonly Ended[]): Promise<{ rows: Rows; edits: Edits }> {
    const found = await this.#found()
    const [edits, rows] = [(request: Ended) => request.kind === 'edit', (request: Ended) => request.kind !== 'edit']
    return {
      rows: this.#compare(found, all.filter(rows), ofTrial.filter(rows)),
      edits: { ...this.#compare(found, all.filter(edits), ofTrial.filter(edits)), gaps: await this.#gaps() },
    }
  }

  #compare(found: ReadonlyMap<string, number>, all: readonly Ended[], ofTrial: readonly Ended[]): Rows {
    const lost = acknowledgedTexts(all).filter((text) => !found.has(text) && !this.#lost.has(text))
    for (const text of lost) this.#lost.add(text)
    const acknowledged = acknowledgedTexts(ofTrial)
    const failed = failedTexts(ofTrial)
    const times = [...acknowledged, ...failed].map((text) => found.get(text) ?? 0)
    return {
      acknowledged: acknowledged.length,
      found: acknowledged.filter((text) => found.has(text)).length,
      lost: lost.length,
      doubled: times.filter((count) => count > 1).length,
      unanswered: failed.filter((text) => found.has(text)).length,
    }
  }

  /** Rows created since the beginning, as counted by a wrong replica if there is one. */
  async counters(): Promise<Counters> {
    const rows = difference(await this.#release.rows(), this.#rowsBefore)
    const replicas = (await this.#release.counters()).map((counts) => difference(counts, this.#countersBefore))
    const counter = replicas.find((counts) => !equal(counts, rows)) ?? rows
    return {
      users: { counter: counter.users, rows: rows.users },
      posts: { counter: counter.posts, rows: rows.posts },
    }
  }

  /** How often containers of the API restarted in existing pods, plus all restarts in newer pods. */
  async restarts(before: readonly Pod[]): Promise<number> {
    const earlier = new Map(before.map(({ name, restarts }) => [name, restarts]))
    const pods = await this.#release.pods('api')
    return pods.reduce((sum, { name, restarts }) => sum + restarts - (earlier.get(name) ?? 0), 0)
  }

  /** How often each text of the load is in the database. */
  async #found(): Promise<ReadonlyMap<string, number>> {
    const like = `like '${this.#mark}-%'`
    const query = `
      select name from users where name ${like} union all
      select content from posts where content ${like} union all
      select summary from revisions where summary ${like}`
    const found = new Map<string, number>()
    for (const text of (await this.#release.sql(query)).split('\n')) found.set(text, (found.get(text) ?? 0) + 1)
    return found
  }

  /** The number of pages of the load without exactly the versions 1 to the current one. */
  async #gaps(): Promise<number> {
    return Number(
      await this.#release.sql(`
        select count(*) from (
          select from posts join revisions on revisions.post_id = posts.id
          where posts.id in (select post_id from revisions where kind = 'create' and summary like '${this.#mark}-%')
          group by posts.id
          having array_agg(revisions.version order by revisions.version) <> array(select generate_series(1, posts.version))
        ) as pages`),
    )
  }
}

function acknowledgedTexts(requests: readonly Ended[]): readonly string[] {
  return requests.flatMap(({ text, failure }) => (text !== undefined && failure === undefined ? [text] : []))
}

function failedTexts(requests: readonly Ended[]): readonly string[] {
  return requests.flatMap(({ text, failure }) => (text !== undefined && failure !== undefined ? [text] : []))
}

function difference(counts: Counts, before: Counts): Counts {
  return { users: counts.users - before.users, posts: counts.posts - before.posts }
}

function equal(one: Counts, other: Counts): boolean {
  return one.users === other.users && one.posts === other.posts
}
