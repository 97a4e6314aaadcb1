import { clientGroup } from './client-group.ts'

/** A connection of a client. */
export interface Resident {
  /** Nothing is done for it: it waits for its client. */
  readonly isWaiting: boolean
  /** It has been answered before: more than can be said of one that only sits there. */
  readonly isProven: boolean
  /** When something has come or was answered last, in milliseconds of performance.now(). */
  readonly lastActive: number
  destroy(): void
}

/** What a connection costs, in bytes: measured 6.5 KiB, and 12 KiB more once Node's HTTP server reads it. */
export const connectionCost = { plain: 8 * 1024, ofNode: 12 * 1024 } as const

/** Of all there is room for, one client gets no more than this part. */
const largestShare = 7 / 8

/** A connection's place, until it leaves. */
export interface Place {
  readonly resident: Resident
  readonly group: Group
  bytes: number
}

interface Group {
  readonly name: string
  readonly places: Set<Place>
  bytes: number
}

/**
 * Room for connections. Where there is no more, the connection that has waited for its client the longest is closed, of the client that
 * has the most; one that was never answered goes first.
 */
export class ConnectionRoom {
  readonly #capacity: number
  readonly #onEviction: () => void
  readonly #groups = new Map<string, Group>()
  #bytes = 0

  /** @param capacity in bytes */
  constructor(capacity: number, onEviction: () => void = () => {}) {
    this.#capacity = capacity
    this.#onEviction = onEviction
  }

  get capacity(): number {
    return this.#capacity
  }

  /** What all connections cost together. */
  get bytes(): number {
    return this.#bytes
  }

  enter(resident: Resident, address: string): Place {
    const name = clientGroup(address)
    let group = this.#groups.get(name)
    if (group === undefined) this.#groups.set(name, (group = { name, places: new Set(), bytes: 0 }))
    const place = { resident, group, bytes: 0 }
    group.places.add(place)
    this.grow(place, connectionCost.plain)
    return place
  }

  grow(place: Place, bytes: number): void {
    this.#change(place, bytes)
    const { group } = place
    while (this.#bytes > this.#capacity || group.bytes > this.#capacity * largestShare) {
      const crowded = this.#bytes > this.#capacity ? this.#largest() : group
      this.#evict(longestWaiting(crowded, place) ?? place)
    }
  }

  leave(place: Place): void {
    const { group } = place
    if (!group.places.delete(place)) return
    this.#change(place, -place.bytes)
    if (group.places.size === 0) this.#groups.delete(group.name)
  }

  #change(place: Place, bytes: number): void {
    if (!place.group.places.has(place) && bytes > 0) return
    place.bytes += bytes
    place.group.bytes += bytes
    this.#bytes += bytes
  }

  #evict(place: Place): void {
    this.leave(place)
    this.#onEviction()
    place.resident.destroy()
  }

  #largest(): Group | undefined {
    let largest: Group | undefined
    for (const group of this.#groups.values()) if (group.bytes > (largest?.bytes ?? 0)) largest = group
    return largest
  }
}

function goesBefore(one: Resident, other: Resident): boolean {
  return one.isProven === other.isProven ? one.lastActive < other.lastActive : other.isProven
}

function longestWaiting(group: Group | undefined, newest: Place): Place | undefined {
  let longest: Place | undefined
  for (const place of group?.places ?? []) {
    if (place === newest || !place.resident.isWaiting) continue
    if (longest === undefined || goesBefore(place.resident, longest.resident)) longest = place
  }
  return longest
}
