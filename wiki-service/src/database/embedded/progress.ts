const slowMs = 2_000

/** Reports work that takes longer than people wait without wondering. */
export async function whenSlow<Result>(work: Promise<Result>, say: () => void): Promise<Result> {
  const timer = setTimeout(say, slowMs)
  try {
    return await work
  } finally {
    clearTimeout(timer)
  }
}
