import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { programEnvironment } from '../program-environment.ts'
import type { Change, ProviderOptions } from './people.ts'

export interface RunningProvider extends AsyncDisposable {
  readonly issuer: string
  change(change: Change): Promise<void>
}

const program = fileURLToPath(new URL('process.ts', import.meta.url))

/** An OpenID provider in a process of its own, which ends with the scope or with this process. */
export async function startProvider(options: ProviderOptions): Promise<RunningProvider> {
  const child = fork(program, [JSON.stringify(options)], { env: programEnvironment, stdio: 'ignore' })
  const ended = once(child, 'exit')
  const answer = async (): Promise<unknown> => {
    const [message] = (await Promise.race([once(child, 'message'), ended])) as unknown[]
    if (typeof message !== 'object') throw new Error('the provider ended')
    return message
  }
  const { issuer } = (await answer()) as { issuer: string }
  return {
    issuer,
    change: async (change) => {
      child.send(change)
      await answer()
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await ended
    },
  }
}
