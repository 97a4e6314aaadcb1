/** Half of the time one of the newest, which every replica must have; undefined if there is none. */
export function pick<T>(all: readonly T[], newest: number): T | undefined {
  const among = Math.random() < 0.5 ? Math.min(newest, all.length) : all.length
  return all[all.length - 1 - Math.floor(Math.random() * among)]
}
