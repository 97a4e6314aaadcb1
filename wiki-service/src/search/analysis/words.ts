import { folded, withSpelledUmlauts } from './fold.ts'
import { hasUnspacedScript, piecesOf, runsOf } from './scripts.ts'

/**
 * The words of a token: letters and digits, and characters that may join them (`kube-proxy`, `v1.34.4`, `src/app.ts`,
 * `l'API`).
 */
export interface TokenWords {
  /** In order; `createServer` and `HTTP_PROXY` are one word each. */
  readonly words: readonly string[]
  /** Alternative spellings: the parts of compounds, compounds of separate words, spelled-out umlauts. */
  readonly parts: readonly string[]
  readonly joined: readonly string[]
  readonly umlauts: readonly string[]
  /** Single characters of scripts without spaces. */
  readonly characters: readonly string[]
}

/** Linear in the text; endless tokens are cut. */
export function* tokensOf(text: string): Generator<string> {
  for (const [token] of text.matchAll(tokenPattern)) {
    for (let start = 0; start < token.length; start += longestToken) yield token.slice(start, start + longestToken)
  }
}

export function wordsOf(token: string): TokenWords {
  if (plain.test(token)) return { words: [bounded(token.toLowerCase())], ...nothingElse }
  const spoken = spokenNames.get(token.toLowerCase())
  if (spoken !== undefined) return { words: [spoken], ...nothingElse }
  const words: string[] = []
  const parts: string[] = []
  const characters: string[] = []
  for (const piece of token.split(connectors)) {
    for (const run of runsOf(piece)) {
      if (hasUnspacedScript(run)) {
        const pieces = piecesOf(folded(run))
        words.push(...pieces.pieces)
        characters.push(...pieces.characters)
      } else {
        const inner = run.split(wordBoundary).filter((part) => part !== '')
        if (inner.length > 0) words.push(folded(inner.join('')))
        if (inner.length > 1) parts.push(...inner.map(folded))
      }
    }
  }
  const spelled = withSpelledUmlauts(token)
  return {
    words: words.map(bounded),
    parts: parts.map(bounded),
    joined: hasUnspacedScript(token) ? [] : joinedForms(token),
    umlauts: spelled === undefined || hasUnspacedScript(token) ? [] : spelled.split(innerMarks).filter(Boolean),
    characters,
  }
}

/** `kube-system/my-pod` is found as `kubesystem` and `mypod`, `node.js` as `nodejs`, `v1.34.4` as `v1344`. */
function joinedForms(token: string): string[] {
  const groups = token.split(otherConnectors).filter((group) => group.includes('-'))
  const whole = connectors.test(token) && token.length <= longestJoined ? [token] : []
  return [...new Set([...groups, ...whole].map((form) => bounded(folded(form.replaceAll(innerMarksEverywhere, '')))))]
}

const nothingElse = { parts: [], joined: [], umlauts: [], characters: [] } as const

/** Names that would be a single letter without their signs. */
const spokenNames = new Map([
  ['c++', 'cplusplus'],
  ['c#', 'csharp'],
  ['f#', 'fsharp'],
])

/** Longer words are cut: nobody types them in full, and PostgreSQL indexes none over 2 kB. */
function bounded(word: string): string {
  return word.length > longestWord ? word.slice(0, longestWord).toWellFormed() : word
}

const longestToken = 1000
const longestWord = 80
const longestJoined = 32

const tokenPattern = /[cC]\+\+|[cCfF]#|[\p{L}\p{M}\p{N}_]+(?:[-./:@'’+#\\][\p{L}\p{M}\p{N}_]+)*/gu
/** Without any boundary inside, so it is one word. */
const plain = /^(?:[A-Z]?[a-z0-9]*|[A-Z]+)$/
const connectors = /[-./:@'’+#\\]/
const otherConnectors = /[./:@'’+#\\_]/
const innerMarks = /[-./:@'’+#\\_]+/
const innerMarksEverywhere = /[-./:@'’+#\\_]+/g
/** Between the parts of `createServer`, `HTTPServer`, `HTTP_PROXY` and `OAuth2Client`. */
const wordBoundary = /_+|(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u
