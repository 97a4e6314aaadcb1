import { copyFile, type FileHandle, open } from 'node:fs/promises'

export type ServerLog = AsyncDisposable & {
  readonly descriptor: number
  /** The last reason that PostgreSQL gave for not running. */
  lastComplaint(): Promise<string | undefined>
}

const largestBytes = 4 * 1024 * 1024
const checkMs = 60_000
const complaintBytes = 16 * 1024

/**
 * Appends to `file`. Checks its size once a minute: beyond 4 MiB the old text moves to `file.1`, and the file starts
 * empty.
 */
export async function openServerLog(file: string): Promise<ServerLog> {
  const handle = await open(file, 'a+', 0o600)
  const rotate = async (): Promise<void> => {
    if ((await handle.stat()).size <= largestBytes) return
    // PostgreSQL keeps the file open in append mode, so it is emptied instead of renamed.
    await copyFile(file, `${file}.1`)
    await handle.truncate()
  }
  await rotate()
  // Not critical: the next minute tries again.
  const timer = setInterval(() => void rotate().catch(() => {}), checkMs)
  timer.unref()
  return {
    descriptor: handle.fd,
    lastComplaint: async () => lastComplaint(handle),
    async [Symbol.asyncDispose]() {
      clearInterval(timer)
      await handle.close()
    },
  }
}

async function lastComplaint(handle: FileHandle): Promise<string | undefined> {
  const { size } = await handle.stat()
  const length = Math.min(size, complaintBytes)
  const { buffer } = await handle.read(Buffer.alloc(length), 0, length, size - length)
  const lines = buffer.toString('utf8').split('\n')
  return lines.findLast((line) => /(FATAL|PANIC): {2}/.test(line))?.replace(/^.*?(FATAL|PANIC): {2}/, '')
}
