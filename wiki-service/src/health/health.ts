import type { AvailabilityState } from '../database/availability.ts'

export type Readiness =
  | { readonly ready: true }
  | { readonly ready: false; readonly detail: string; readonly reason: string; readonly since: string }

/** The answers to probes. Nothing here queries the database: its state is known. */
export class Health {
  #drainingSince: Date | undefined
  #started = false
  readonly #onDrain: (() => void)[] = []
  readonly #database: () => AvailabilityState
  readonly #graceMs: number

  /**
   * @param graceMs how long the database may be down before the replica becomes unready: a short restart must not empty
   * the endpoints
   */
  constructor(database: () => AvailabilityState, graceMs: number) {
    this.#database = database
    this.#graceMs = graceMs
  }

  /** The database has been reached and migrated. */
  get started(): boolean {
    this.#started ||= this.#database().up
    return this.#started
  }

  get draining(): boolean {
    return this.#drainingSince !== undefined
  }

  /** Calls back once, when the replica begins to drain. */
  onDrain(callback: () => void): void {
    this.#onDrain.push(callback)
  }

  drain(): void {
    if (this.#drainingSince) return
    this.#drainingSince = new Date()
    for (const callback of this.#onDrain) callback()
  }

  readiness(): Readiness {
    if (this.#drainingSince)
      return { ready: false, detail: 'Draining', reason: 'shutting down', since: this.#drainingSince.toISOString() }
    // Evaluate while the database is up: a replica that was ready has started.
    const { started } = this
    const { up, reason, since } = this.#database()
    if (up || (started && Date.now() - since.getTime() < this.#graceMs)) return { ready: true }
    return { ready: false, detail: 'Database not ready', reason, since: since.toISOString() }
  }
}
