/** Safe markup, included in a page unchanged. */
export class Markup {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

export type Piece = Markup | readonly Piece[] | string | number | false | null | undefined

/** A template of markup. Escapes every value unless it is markup; undefined, null and false are omitted. */
export function html(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  const parts = partsOf(strings)
  let text = parts[0] ?? ''
  pieces.forEach((piece, index) => {
    text += rendered(piece) + (parts[index + 1] ?? '')
  })
  return new Markup(text)
}

const knownParts = new WeakMap<TemplateStringsArray, readonly string[]>()

/** Without indentation, which is only for readers of the source. */
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
