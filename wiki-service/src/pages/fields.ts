import type { Fault } from '../http/problems.ts'
import type { JsonObject } from '../http/json-object.ts'
import { integerFromNumber, integerFromText } from '../http/validation/integer.ts'
import { isStorableText } from '../http/validation/text.ts'
import { readPath } from './path.ts'
import { pageLimits } from './schema.ts'

/** Reads members of a body and collects their faults. A missing member and null are both undefined. */
export class FieldReader {
  readonly faults: Fault[] = []
  readonly #body: JsonObject

  constructor(body: JsonObject) {
    this.#body = body
  }

  /** Records a fault if the member is missing. */
  require<Value>(member: string, value: Value | undefined): Value | undefined {
    if (value === undefined && !this.faults.some((fault) => fault.member === member))
      this.fault(member, 'This member is required.')
    return value
  }

  fault(member: string, detail: string, limit?: number): undefined {
    this.faults.push({ member, detail, ...(limit !== undefined && { limit }) })
  }

  /** Returns 0 for an id that no row can have. */
  id(member: string): number | undefined {
    const given = this.#given(member)
    if (given === undefined) return undefined
    const outcome =
      typeof given === 'number'
        ? integerFromNumber(String(given))
        : typeof given === 'string'
          ? integerFromText(given)
          : null
    if (typeof outcome === 'number') return outcome < 1 || outcome > 2_147_483_647 ? 0 : outcome
    return this.fault(member, 'This is not an integer.')
  }

  title(): string | undefined {
    const title = this.#line('title', pageLimits.title)
    return title === '' ? this.fault('title', 'A title requires at least one character that is not a space.') : title
  }

  summary(): string {
    return this.#line('summary', pageLimits.summary) ?? ''
  }

  text(member: string): string | undefined {
    const given = this.#given(member)
    if (given === undefined) return undefined
    if (typeof given !== 'string') return this.fault(member, 'This is not a string.')
    return isStorableText(given) ? given : this.fault(member, 'Text cannot contain U+0000 or lone surrogates.')
  }

  path(): string | undefined {
    const given = this.text('path')
    if (given === undefined) return undefined
    const outcome = readPath(given)
    return outcome.kind === 'path' ? outcome.path : this.fault('path', outcome.reason, outcome.limit)
  }

  tags(): readonly string[] | undefined {
    const given = this.#given('tags')
    if (given === undefined) return undefined
    if (!Array.isArray(given)) return this.fault('tags', 'This is not an array of strings.')
    if (given.length > pageLimits.tags)
      return this.fault('tags', `A page has at most ${pageLimits.tags} tags.`, pageLimits.tags)
    const tags = given.map((tag, index) => this.#lineOf(`tags[${index}]`, tag, pageLimits.tag))
    tags.forEach((tag, index) => {
      if (tag === '') this.fault(`tags[${index}]`, 'A tag requires at least one character that is not a space.')
    })
    return [...new Set(tags.filter((tag) => tag !== undefined))]
  }

  boolean(member: string): boolean | undefined {
    const given = this.#given(member)
    return given === undefined || typeof given === 'boolean' ? given : this.fault(member, 'This is not a boolean.')
  }

  isNull(member: string): boolean {
    return Object.hasOwn(this.#body, member) && this.#body[member] === null
  }

  #given(member: string): unknown {
    return Object.hasOwn(this.#body, member) ? (this.#body[member] ?? undefined) : undefined
  }

  #line(member: string, limit: number): string | undefined {
    const given = this.#given(member)
    return given === undefined ? undefined : this.#lineOf(member, given, limit)
  }

  /** Text on one line, without spaces at its ends. */
  #lineOf(member: string, given: unknown, limit: number): string | undefined {
    if (typeof given !== 'string') return this.fault(member, 'This is not a string.')
    if (!isStorableText(given)) return this.fault(member, 'Text cannot contain U+0000 or lone surrogates.')
    const line = given.trim()
    if (/[\p{Cc}\u2028\u2029]/u.test(line))
      return this.fault(member, 'This must be a single line without control characters.')
    return isLonger(line, limit) ? this.fault(member, `This text has at most ${limit} characters.`, limit) : line
  }
}

/** Counts code points, stopping at the limit. */
function isLonger(text: string, limit: number): boolean {
  return text.length > limit && (text.length > limit * 2 || codePoints(text) > limit)
}

function codePoints(text: string): number {
  return text.length - (text.match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0)
}
