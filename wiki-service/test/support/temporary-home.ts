import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * A directory that is removed, together with the PostgreSQL that runs in its `data`, when it is disposed of or this
 * process ends in any way.
 */
export async function temporaryHome(parent: string): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(parent, 'nebula-wiki-test-'))
  const keeper = spawn('/bin/sh', ['-c', clearAway, 'sh', path], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  const gone = once(keeper, 'exit')
  keeper.unref()
  keeper.stdin.on('error', () => {})
  if ('unref' in keeper.stdin && typeof keeper.stdin.unref === 'function') keeper.stdin.unref()
  return {
    path,
    async [Symbol.asyncDispose]() {
      keeper.ref()
      keeper.stdin.end()
      await gone
    },
  }
}

// Reads from us until we close the pipe or die, even by SIGKILL; then it cleans up on its own.
const clearAway = `
read -r _
pid=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null) && kill -QUIT "$pid" && kill -CONT "$pid"
for _ in $(seq 100); do [ -n "$pid" ] && kill -0 "$pid" || break; sleep 0.05; done
[ -n "$pid" ] && kill -KILL "$pid"
rm -rf "$1"
`
