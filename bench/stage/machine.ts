import { mkdtemp, open, rm } from 'node:fs/promises'
import { cpus, release, tmpdir, totalmem, type } from 'node:os'
import { join } from 'node:path'

/** What must be equal for two results to be comparable. */
export interface Machine {
  readonly cpu: string
  readonly cores: number
  readonly memoryGiB: number
  readonly kernel: string
  readonly node: string
  readonly postgres: string
  /** Median time to write 8 KiB and flush them to disk, which a commit waits for. */
  readonly flushMs: number
}

export async function describeMachine(postgres: string): Promise<Machine> {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    kernel: `${type()} ${release()}`,
    node: process.versions.node,
    postgres,
    flushMs: await flushMs(),
  }
}

const flushes = 51

async function flushMs(): Promise<number> {
  // The temporary database is there, too.
  const directory = await mkdtemp(join(tmpdir(), 'nebula-wiki-bench-'))
  try {
    await using file = await open(join(directory, 'flush'), 'w')
    const page = Buffer.alloc(8_192, 1)
    const times: number[] = []
    for (let flush = 0; flush < flushes; flush += 1) {
      const started = performance.now()
      await file.write(page, 0, page.length, flush * page.length)
      await file.datasync()
      times.push(performance.now() - started)
    }
    return Number((times.toSorted((one, other) => one - other)[(flushes - 1) / 2] ?? 0).toFixed(3))
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
