/**
 * Makes a function that is told of large bodies as they are done with, and collects garbage after so many bytes of them. V8 alone
 * lets 100 MiB gather of what a few large bodies leave behind, mostly buffers outside its heap; a collection takes some 5 ms.
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

/** V8 shows its collector only to contexts that are made under this flag. Loaded when first needed: half a megabyte. */
async function garbageCollector(): Promise<() => void> {
  const [{ setFlagsFromString }, { runInNewContext }] = await Promise.all([import('node:v8'), import('node:vm')])
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  setFlagsFromString('--no-expose-gc')
  return typeof collect === 'function' ? () => void collect() : () => {}
}
