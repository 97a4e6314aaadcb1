import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/**
 * Makes a function that is told of large bodies as they are done with, and collects garbage after so many bytes of them. V8 alone
 * lets 100 MiB gather of what a few large bodies leave behind, mostly buffers outside its heap; a collection takes some 5 ms.
 */
export function memoryTidier(everyBytes: number): (bytes: number) => void {
  let collect: (() => void) | undefined
  let leftBytes = 0
  return (bytes) => {
    leftBytes += bytes
    if (leftBytes < everyBytes) return
    leftBytes = 0
    collect ??= garbageCollector()
    // By then the answer has left the stack.
    setImmediate(collect)
  }
}

/**
 * Gives back what the start of the process has left behind: 4 MiB, most of which V8 would keep. Takes 25 ms, while the database is
 * waited for.
 */
export function tidyAfterStart(): void {
  setImmediate(garbageCollector(), { type: 'major', flavor: 'last-resort' })
}

/** V8 shows its collector only to contexts that are made under this flag. */
function garbageCollector(): (options?: CollectorOptions) => void {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  setFlagsFromString('--no-expose-gc')
  return typeof collect === 'function' ? (options) => void collect(options) : () => {}
}

/** https://github.com/v8/v8/blob/main/src/extensions/gc-extension.cc; `last-resort` gives memory back to the system as well. */
interface CollectorOptions {
  readonly type: 'major'
  readonly flavor: 'last-resort'
}
