import type { Command, Ended, Message, Order } from '../load/order.ts'
import { Program } from './program.ts'

/** The constant load, and the outcomes of all its requests. */
export class Load implements AsyncDisposable {
  /** Every request that has ended, in the order of their ends. */
  readonly requests: Ended[] = []
  readonly #program: Program
  #told: (at: number) => void = () => undefined

  private constructor(program: Program, inbox: Inbox) {
    this.#program = program
    inbox.receive = (message) => {
      if (message.event === 'ended') this.requests.push(...message.requests)
      else this.#told(message.at)
    }
  }

  /** Resolves when the first rows are stored and the load has begun. @param namespace of its pod */
  static async start(namespace: string, image: string, order: Order): Promise<Load> {
    const inbox: Inbox = { receive: () => undefined }
    // Unchecked: both ends have the same version.
    const line = (text: string): void => inbox.receive(JSON.parse(text) as Message)
    const load = new Load(await Program.start({ namespace, name: 'load', image, command: ['main.ts'], line }), inbox)
    try {
      await load.#ask(order)
    } catch (error) {
      await load[Symbol.asyncDispose]()
      throw error
    }
    return load
  }

  /** Resolves when every request has ended. */
  async pause(): Promise<void> {
    await this.#command('pause')
  }

  async resume(): Promise<void> {
    await this.#command('resume')
  }

  /** @returns the time by the load's clock, in milliseconds since 1970 */
  time(): Promise<number> {
    return this.#command('mark')
  }

  #command(command: Command['command']): Promise<number> {
    return this.#ask({ command } satisfies Command)
  }

  #ask(message: object): Promise<number> {
    const { promise, resolve, reject } = Promise.withResolvers<number>()
    this.#told = resolve
    this.#program.tell(message)
    const timer = setTimeout(
      () => reject(new Error(`the load did not answer within ${patienceMs / 1_000} s`)),
      patienceMs,
    )
    return Promise.race([promise, this.#program.ended]).finally(() => clearTimeout(timer))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#program[Symbol.asyncDispose]()
  }
}

interface Inbox {
  receive: (message: Message) => void
}

/** Longer than the patience of its clients. */
const patienceMs = 60_000
