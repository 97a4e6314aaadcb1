/**
 * Returns a function to call with the size of each large body that is done with; it collects garbage after this many
 * bytes. On its own V8 lets a few large bodies leave 100 MiB behind, mostly buffers outside its heap. A collection
 * takes about 5 ms.
 */
export function memoryTidier(everyBytes: number): (bytes: number) => void {
  let collector: Promise<() => void> | undefined
  let leftBytes = 0
  return (bytes) => {
    leftBytes += bytes
    if (leftBytes < everyBytes) return
    leftBytes = 0
    collector ??= garbageCollector()
    // By then the answer has left the stack.
    void collector.then(setImmediate)
  }
}

/**
 * V8 exposes its collector only to contexts created under this flag. Loaded on first use, because it takes half a
 * megabyte.
 */
async function garbageCollector(): Promise<() => void> {
  const [{ setFlagsFromString }, { runInNewContext }] = await Promise.all([import('node:v8'), import('node:vm')])
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  setFlagsFromString('--no-expose-gc')
  return typeof collect === 'function' ? () => void collect() : () => {}
}
