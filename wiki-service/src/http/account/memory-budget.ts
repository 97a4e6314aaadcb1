import { connectionCost } from './connection-room.ts'

const mebibyte = 2 ** 20

/** Without a limit of its control group, the process behaves as in the chart's pod. */
const defaultLimit = 256 * mebibyte

/** Node, the service's code, and the garbage of ordinary requests. */
const processBytes = 100 * mebibyte

/** Threads that render Markdown, started on first use. */
const threadBytes = 64 * mebibyte

/** Minimum of each of the four parts: two bodies of 4 MiB, and as much again for other clients. */
const smallestPart = 16 * mebibyte

/** Memory needed to read, store and answer a body of 4 MiB, measured in multiples of its size. */
const timesWorkedOn = 6

/** The upper bound of each part. */
export interface MemoryBudget {
  /** Of the whole process, in bytes. */
  readonly limit: number
  /** Whether the parts fit into the limit. */
  readonly isEnough: boolean
  readonly connections: number
  /** Bytes that clients have sent or have not read yet. */
  readonly held: number
  /** Bytes of large bodies being worked on. */
  readonly workedOn: number
}

/**
 * Divides what the process and its threads leave into four parts: connections, memory held for clients, bodies being
 * worked on, and uncollected garbage.
 * @param limit in bytes
 * @param maxConnections upper bound, however much memory there is
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
 * The memory limit in bytes: the setting, else the limit of the control group (version 1 or 2), else 256 MiB.
 * @param constrained from `process.constrainedMemory()`: 0, or more than any machine has, means no limit
 */
export function memoryLimit(setMib: number | undefined, constrained: number): number {
  if (setMib !== undefined) return setMib * mebibyte
  return constrained > 0 && constrained < 2 ** 46 ? constrained : defaultLimit
}
