/**
 * One form for all ways to write a word: compatibility forms are resolved (full width, ligatures), Latin letters lose their marks,
 * case is lowered. Done here and not by `unaccent`, so that it is the same on every server and needs no extension.
 */
export function folded(text: string): string {
  if (ascii.test(text)) return text.toLowerCase()
  return text
    .normalize('NFKD')
    .replaceAll(latinMarks, '$1')
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(specialLetters, (letter) => replacements[letter] ?? letter)
}

/** Umlauts spelled out, as those write them who have no such keys; undefined when the text has none. */
export function withSpelledUmlauts(text: string): string | undefined {
  if (ascii.test(text)) return undefined
  const spelled = text.normalize('NFC').replaceAll(/[äöüÄÖÜ]/g, (letter) => `${folded(letter)}e`)
  return spelled === text ? undefined : folded(spelled)
}

// eslint-disable-next-line no-control-regex -- the whole of ASCII is meant
const ascii = /^[\0-\x7f]*$/

/** Other scripts keep their marks: in them a mark makes another letter (й, が) or a vowel (Thai, Devanagari). */
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
