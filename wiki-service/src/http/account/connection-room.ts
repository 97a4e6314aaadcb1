import { clientGroup } from './client-group.ts'

/** A connection of a client. */
export interface Resident {
  /** The service owes it nothing: it waits for its client. */
  readonly isWaiting: boolean
  /** It has been answered at least once, so it is more than a connection that was only opened. */
  readonly isProven: boolean
  /** When data last arrived or was last answered, in milliseconds of performance.now(). */
  readonly lastActive: number
  destroy(): void
}

/** Bytes per connection: measured as 6.5 KiB, plus 12 KiB once Node's HTTP server reads it. */
export const connectionCost = { plain: 8 * 1024, ofNode: 12 * 1024 } as const

/** No client gets more than this share of the whole room. */
const largestShare = 7 / 8

/** A connection's place, held until it leaves. */
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
 * Room for connections. When it is full, the client with the most connections loses the one that has waited for it the
 * longest; connections that were never answered go first.
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

  /** The cost of all connections together. */
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
