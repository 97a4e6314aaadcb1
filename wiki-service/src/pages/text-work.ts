/** What is to be known of a page's text, done beside the event loop within a time limit. */
export interface TextWork {
  /** @param path where the page is: relative links count from there */
  outline(source: string, path: string): Promise<Outline | 'too_slow'>
  /** Three-way merge by lines. */
  merge(base: string, yours: string, current: string): Promise<MergedText | 'too_slow'>
  /** What search keeps of a page, as JSON text. */
  searchDocument(text: SearchableText): Promise<string>
}

interface Outline {
  /** Canonical paths of the pages that it links to, each once. */
  readonly links: readonly string[]
  readonly headings: readonly { readonly level: number; readonly text: string }[]
  /** The words, without markup. */
  readonly text: string
}

type MergedText =
  | { readonly clean: true; readonly content: string }
  | { readonly clean: false; readonly conflicts: readonly TextConflict[] }

export interface TextConflict {
  readonly base: string
  readonly yours: string
  readonly current: string
}

interface SearchableText {
  readonly title: string
  readonly headings: readonly string[]
  readonly body: string
  readonly tags: readonly string[]
}

/** Until there is a worker: no links, plain text, and every merge is a conflict. */
export const noTextWork: Omit<TextWork, 'searchDocument'> = {
  outline: async (source) => ({ links: [], headings: [], text: source }),
  merge: async (base, yours, current) => ({ clean: false, conflicts: [{ base, yours, current }] }),
}
