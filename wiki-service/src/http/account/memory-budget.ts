import { connectionCost } from './connection-room.ts'

const mebibyte = 2 ** 20

/** Without a limit of its control group the process behaves as in the chart's pod. */
const defaultLimit = 256 * mebibyte

/** Node, the code of the service, and what requests that are neither large nor many leave behind. */
const processBytes = 100 * mebibyte

/** Threads that render Markdown, started on first use. */
const threadBytes = 64 * mebibyte

/** The least there must be for each of the four parts: two bodies of 4 MiB, and as much left free for other clients. */
const smallestPart = 16 * mebibyte

/** A body of 4 MiB that is read, stored and answered: measured as times its size. */
const timesWorkedOn = 6

/** How much of each there may be at once. */
export interface MemoryBudget {
  /** Of the whole process, in bytes. */
  readonly limit: number
  /** Whether the parts fit into the limit. */
  readonly isEnough: boolean
  readonly connections: number
  /** Bytes that clients have sent or have not read yet. */
  readonly held: number
  /** Bytes of large bodies that are worked on. */
  readonly workedOn: number
}

/**
 * What is left beside the process and its threads has four parts: connections, what is held for clients, what is worked on, and garbage
 * that was not collected yet.
 * @param limit in bytes
 * @param maxConnections however much memory there is
 */
export function memoryBudget(limit: number, maxConnections: number): MemoryBudget {
  const part = Math.floor((limit - processBytes - threadBytes) / 4)
  const size = Math.max(part, smallestPart)
  return {
    limit,
    isEnough: part >= smallestPart,
    connections: Math.min(Math.floor(size / connectionCost.plain), maxConnections),
    held: size,
    workedOn: Math.floor(size / timesWorkedOn),
  }
}

/**
 * The memory limit in bytes: what is set, else that of the control group (version 1 or 2), 256 MiB where there is none.
 * @param constrained as `process.constrainedMemory()` tells: 0, or more than any machine has, means no limit
 */
export function memoryLimit(setMib: number | undefined, constrained: number): number {
  if (setMib !== undefined) return setMib * mebibyte
  return constrained > 0 && constrained < 2 ** 46 ? constrained : defaultLimit
}
