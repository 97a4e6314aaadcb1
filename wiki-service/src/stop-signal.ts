/** A second signal within this time is the same one: Ctrl-C in a terminal arrives directly and again through npm. */
const repeatMs = 500

/** Resolves with the first SIGTERM or SIGINT; a later one ends the process immediately. */
export function stopSignal(): Promise<'SIGTERM' | 'SIGINT'> {
  return new Promise((resolve) => {
    let first: number | undefined
    const onSignal = (signal: 'SIGTERM' | 'SIGINT'): void => {
      if (first !== undefined && performance.now() - first > repeatMs) process.exit(signal === 'SIGINT' ? 130 : 143)
      first ??= performance.now()
      resolve(signal)
    }
    process.on('SIGTERM', onSignal)
    process.on('SIGINT', onSignal)
  })
}
