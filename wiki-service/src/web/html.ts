/** Markup that may stand in a page as it is. */
export class Markup {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

export type Piece = Markup | readonly Piece[] | string | number | false | null | undefined

/** A template of markup: whatever is put in is escaped, unless it is markup itself; undefined, null and false are nothing. */
export function html(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  const parts = partsOf(strings)
  let text = parts[0] ?? ''
  pieces.forEach((piece, index) => {
    text += rendered(piece) + (parts[index + 1] ?? '')
  })
  return new Markup(text)
}

const knownParts = new WeakMap<TemplateStringsArray, readonly string[]>()

/** Without the indentation that templates have for the eyes of those who write them. */
function partsOf(strings: TemplateStringsArray): readonly string[] {
  const known = knownParts.get(strings)
  if (known) return known
  const parts = strings.map((part) => part.replaceAll(/\n\s+/g, '\n'))
  knownParts.set(strings, parts)
  return parts
}

function rendered(piece: Piece): string {
  if (piece === undefined || piece === null || piece === false) return ''
  if (piece instanceof Markup) return piece.text
  return typeof piece === 'object' ? piece.map(rendered).join('') : escaped(String(piece))
}

function escaped(text: string): string {
  return /[&<>"']/.test(text) ? text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`) : text
}
