import { realpath, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'

const memory = '/dev/shm'
const neededBytes = 2 ** 30

/**
 * Where databases are that need not survive a power cut: in memory if it has room for a whole run, otherwise on disk. A
 * database is 300 files, and ext4 reuses no inode for five seconds: on it, creating one while others are being dropped
 * takes up to twenty times the work.
 */
export async function roomyDirectory(): Promise<string> {
  const room = await statfs(memory).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => 0,
  )
  return room >= neededBytes ? memory : realpath(tmpdir())
}
