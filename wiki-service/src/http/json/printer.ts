import { type Range, Rearrangements } from './rearrangements.ts'
import { Utf8Writer } from './writer.ts'

/**
 * Prints a JSON document piece by piece as FastAPI echoes it: no spaces; a repeated key keeps its first place and its
 * last value. Remembers the keys of open objects, and the wanted values of the outermost one.
 */
export class JsonPrinter {
  readonly writer: Utf8Writer
  readonly #rearrangements = new Rearrangements()
  /** Where the values of the wanted keys are printed. */
  readonly #found = new Map<string, Range>()
  readonly #wanted: readonly string[]
  readonly #frames: Frame[] = []

  constructor(expectedBytes: number, wanted: readonly string[]) {
    this.writer = new Utf8Writer(expectedBytes)
    this.#wanted = wanted
  }

  get depth(): number {
    return this.#frames.length
  }

  /** Whether the innermost open value is an object; undefined if no value is open. */
  get isInObject(): boolean | undefined {
    return this.#frames.at(-1)?.isObject
  }

  /** Everything printed so far. */
  get text(): Buffer {
    return this.#rearrangements.count === 0 ? this.writer.view() : this.#copy([0, this.writer.length]).view()
  }

  /** The values of the wanted keys. */
  get found(): ReadonlyMap<string, string> {
    return new Map([...this.#found].map(([key, range]) => [key, this.#copy(range).view().toString('utf8')]))
  }

  open(isObject: boolean): void {
    this.writer.text(isObject ? '{' : '[')
    this.#frames.push({ isObject, start: this.writer.length, key: '', memberStart: 0, valueStart: 0 })
  }

  startElement(): void {
    const frame = this.#frames.at(-1)
    if (frame !== undefined && this.writer.length > frame.start) this.writer.text(',')
  }

  startMember(key: string): void {
    const frame = this.#frames.at(-1)
    if (frame === undefined) return
    frame.key = key
    frame.memberStart = this.writer.length
    this.startElement()
    if (!isLeftOut(key)) {
      frame.members ??= { last: new Map(), starts: [] }
      frame.members.last.set(key, frame.members.starts.length)
      frame.members.starts.push(this.writer.length)
    }
    this.writer.text(`${JSON.stringify(key)}:`)
    frame.valueStart = this.writer.length
  }

  /** Call after printing a value of the innermost object or array. */
  endValue(): void {
    const frame = this.#frames.at(-1)
    if (frame?.isObject !== true) return
    if (isLeftOut(frame.key)) {
      this.writer.truncate(frame.memberStart)
      this.#rearrangements.truncate(frame.memberStart)
    } else if (this.#frames.length === 1 && this.#wanted.includes(frame.key)) {
      this.#found.set(frame.key, [frame.valueStart, this.writer.length])
    }
  }

  close(): void {
    const frame = this.#frames.pop()
    if (frame?.members !== undefined && frame.members.last.size < frame.members.starts.length) {
      this.#rearrangements.add(frame.start - 1, this.writer.length, lastMembers(frame.members, this.writer.length))
    }
    this.writer.text(frame?.isObject === true ? '}' : ']')
  }

  #copy(range: Range): Utf8Writer {
    const target = new Utf8Writer(range[1] - range[0])
    this.#rearrangements.copy(this.writer.view(), range, target)
    return target
  }
}

interface Frame {
  readonly isObject: boolean
  /** Where its content starts in the printed text. */
  readonly start: number
  members?: Members
  key: string
  memberStart: number
  valueStart: number
}

interface Members {
  /** The index of each key's last occurrence; keys in the order of their first occurrence. */
  readonly last: Map<string, number>
  /** Where each occurrence is printed; all but the first follow a comma. */
  readonly starts: number[]
}

/** FastAPI's encoder mistakes such keys for SQLAlchemy's own and omits them from every echo. */
function isLeftOut(key: string): boolean {
  return key.startsWith('_sa')
}

/** Where the remaining members are printed, in their final order; adjacent ones share a range. */
function lastMembers({ last, starts }: Members, end: number): Range[] {
  const ranges: [number, number][] = []
  let before: number | undefined
  for (const index of last.values()) {
    const next = starts[index + 1]
    // Exclude the comma between them.
    const memberEnd = next === undefined ? end : next - 1
    const range = ranges.at(-1)
    if (range !== undefined && before !== undefined && index === before + 1) range[1] = memberEnd
    else ranges.push([starts[index] ?? 0, memberEnd])
    before = index
  }
  return ranges
}
