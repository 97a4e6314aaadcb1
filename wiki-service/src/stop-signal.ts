/** A second signal that comes sooner is the same one: a terminal's Ctrl-C reaches us directly and once more through npm. */
const repeatMs = 500

/** Resolves with the first SIGTERM or SIGINT; a later one ends the process at once. */
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
