/** Progress of a run: a bar in a terminal, otherwise one line per step. */
export class Progress {
  readonly #output: NodeJS.WriteStream
  readonly #steps: number
  readonly #startedAt = performance.now()
  #done = 0

  constructor(output: NodeJS.WriteStream, steps: number) {
    this.#output = output
    this.#steps = steps
  }

  /** Announces a longer action. */
  show(what: string): void {
    if (this.#output.isTTY) this.#output.write(`\r\u001b[K${this.#bar()} ${what}`)
  }

  /** Completes a step. */
  step(what: string): void {
    this.#done += 1
    if (!this.#output.isTTY) this.#output.write(`${String(this.#done).padStart(3)}/${this.#steps}  ${what}\n`)
  }

  /** Removes the bar. */
  clear(): void {
    if (this.#output.isTTY) this.#output.write('\r\u001b[K')
  }

  #bar(): string {
    const share = this.#done / this.#steps
    const full = Math.round(share * width)
    const elapsedSeconds = (performance.now() - this.#startedAt) / 1_000
    // The first steps do not predict the others.
    const left = this.#done < 3 ? '' : ` ${duration((elapsedSeconds / share) * (1 - share))} left`
    return `[${'█'.repeat(full)}${'░'.repeat(width - full)}] ${Math.round(share * 100)} %${left}`
  }
}

const width = 24

function duration(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`
}
