const slowMs = 2_000

/** Says something when a piece of work takes longer than a person would wait without wondering. */
export async function whenSlow<Result>(work: Promise<Result>, say: () => void): Promise<Result> {
  const timer = setTimeout(say, slowMs)
  try {
    return await work
  } finally {
    clearTimeout(timer)
  }
}
