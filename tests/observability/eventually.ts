/** Polls until it holds. @throws after 40 s */
export async function eventually(what: string, holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 40_000
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`not within 40 s: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
