/**
 * Normalizes all spellings of a word to one: resolves compatibility forms (full width, ligatures), removes the marks of
 * Latin letters, lowers case. Done here instead of by `unaccent`, so that it is the same on every server and needs no
 * extension.
 */
export function folded(text: string): string {
  if (ascii.test(text)) return text.toLowerCase()
  return text
    .replaceAll(numberWithDot, (number) => number.normalize('NFKD').slice(0, -1))
    .normalize('NFKD')
    .replaceAll(addedSigns, '')
    .replaceAll(latinMarks, '$1')
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(specialLetters, (letter) => replacements[letter] ?? letter)
}

/** Umlauts spelled out, as on keyboards without them; undefined if the text has none. */
export function withSpelledUmlauts(text: string): string | undefined {
  if (ascii.test(text)) return undefined
  const spelled = text.normalize('NFC').replaceAll(/[äöüÄÖÜ]/g, (letter) => `${folded(letter)}e`)
  return spelled === text ? undefined : folded(spelled)
}

// eslint-disable-next-line no-control-regex -- the whole of ASCII is meant
const ascii = /^[\0-\x7f]*$/

/** ⒈ to ⒛ and 🄀, which are resolved to numbers with a dot. */
const numberWithDot = /[\u2488-\u249b\u{1f100}]/gu

/** What else compatibility forms add to letters and digits (⑴, 🄂, ½, ŀ, ﱞ). None of it is ever part of a word. */
const addedSigns = /[(),⁄·]| (?=\p{M})/gu

/** Other scripts keep their marks, which make another letter (й, が) or a vowel (Thai, Devanagari). */
const latinMarks = /(\p{Script=Latin})[\u0300-\u036f]+/gu

const replacements: Readonly<Record<string, string>> = {
  ß: 'ss',
  ø: 'o',
  æ: 'ae',
  œ: 'oe',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  ё: 'е',
}
const specialLetters = /[ßøæœłđðþıё]/g
