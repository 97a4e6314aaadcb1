import type { FastifyInstance, FastifyReply } from 'fastify'
import { Unavailable } from '../database/unavailable.ts'
import { memoryTidier } from './tidy-memory.ts'

/** Characters of an answer from which on it is counted: smaller ones are bounded by the number of connections. */
export const largeAnswer = 64 * 1024

/** Characters of large answers that may wait at once for clients that read slowly. */
const maxHeld = 16 * 1024 * 1024

const tidy = memoryTidier(maxHeld)

const heldBy = new WeakMap<FastifyInstance, { characters: number }>()

/** Counts an answer until its client has it or has gone. @throws Unavailable when too much waits already */
export function holdUntilSent(reply: FastifyReply, characters: number): void {
  const held = heldBy.get(reply.server) ?? { characters: 0 }
  heldBy.set(reply.server, held)
  if (held.characters > maxHeld) throw new Unavailable('memory')
  held.characters += characters
  reply.raw.on('close', () => {
    held.characters -= characters
    tidy(characters)
  })
}
