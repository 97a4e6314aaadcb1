import type { Server } from 'node:net'
import { Unavailable } from '../database/unavailable.ts'
import { memoryTidier } from './tidy-memory.ts'

/** Characters of an answer from which on it is counted: smaller ones are bounded by the number of connections. */
export const largeAnswer = 64 * 1024

/** Characters of large answers that may wait at once for clients that read slowly. */
const maxHeld = 16 * 1024 * 1024

const tidy = memoryTidier(maxHeld)

const heldBy = new WeakMap<Server, { characters: number }>()

/**
 * Counts a large answer until its client has it or has gone.
 * @param server whose answers are counted together
 * @returns to be called then
 * @throws Unavailable when too much waits already
 */
export function holdUntilSent(server: Server, characters: number): () => void {
  const held = heldBy.get(server) ?? { characters: 0 }
  heldBy.set(server, held)
  if (held.characters > maxHeld) throw new Unavailable('memory')
  held.characters += characters
  return () => {
    held.characters -= characters
    tidy(characters)
  }
}
