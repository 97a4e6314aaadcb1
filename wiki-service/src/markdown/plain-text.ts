import type { Token } from 'markdown-it'

/** The visible text of a line without markup; for an image, its alternative text. */
export function plainText(tokens: readonly Token[]): string {
  return tokens.map(textOf).join('').trim()
}

function textOf(token: Token): string {
  switch (token.type) {
    case 'softbreak':
    case 'hardbreak':
      return ' '
    case 'image':
      return plainText(token.children ?? [])
    default:
      return token.content
  }
}
