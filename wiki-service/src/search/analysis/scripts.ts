/**
 * Scripts without spaces between words (Han, Kana, Hangul for its particles, Thai, Lao, Khmer, Myanmar) are indexed as
 * overlapping pieces: two characters each where a character is a syllable or a word, three where it is a letter.
 */
export function hasUnspacedScript(text: string): boolean {
  return unspaced.test(text)
}

export interface Pieces {
  /** In the order of the text; a run of one character is a piece. */
  readonly pieces: readonly string[]
  /** Single characters, because a query may be one. */
  readonly characters: readonly string[]
}

export function piecesOf(run: string): Pieces {
  const size = lettered.test(run) ? 3 : 2
  const characters = Array.from(run)
  if (characters.length <= size) return { pieces: [run], characters: size === 2 ? characters : [] }
  const pieces = characters.slice(size - 1).map((_, index) => characters.slice(index, index + size).join(''))
  return { pieces, characters: size === 2 ? characters : [] }
}

/** Splits a word where its script changes to or from one without spaces. */
export function runsOf(word: string): readonly string[] {
  return word.match(runs) ?? []
}

const lettered = /[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u30fc\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u
const runs =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u30fc\p{Script=Hangul}]+|[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]+|[^\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u30fc\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]+/gu
