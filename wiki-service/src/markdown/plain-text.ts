import type { Token } from 'markdown-it'

/** What a reader sees of a line of text, without markup; of an image, what stands for it. */
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
