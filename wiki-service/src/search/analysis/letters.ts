/**
 * A pattern that finds a folded text in unfolded ones: each Latin letter also matches its capital and its forms with
 * marks.
 */
export function patternOf(word: string): string {
  return Array.from(word, (letter) => classes.get(letter) ?? `\\u{${letter.codePointAt(0)?.toString(16)}}`).join('')
}

const classes = new Map<string, string>()
for (let code = 0x61; code <= 0x7a; code += 1) {
  const letter = String.fromCharCode(code)
  classes.set(letter, letter + letter.toUpperCase())
}
// Latin-1, Latin Extended-A and -B, and Vietnamese letters.
for (const [first, last] of [
  [0xc0, 0x24f],
  [0x1e00, 0x1eff],
] as const) {
  for (let code = first; code <= last; code += 1) {
    const letter = String.fromCharCode(code)
    const base = letter.normalize('NFD').charAt(0).toLowerCase()
    const known = classes.get(base)
    if (known !== undefined) classes.set(base, known + letter)
  }
}
for (const [letter, members] of classes) classes.set(letter, `[${members}]`)
