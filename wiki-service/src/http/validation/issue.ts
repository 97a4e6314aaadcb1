/** One item of a 422 answer. The order of the keys is the order on the wire. */
export interface Issue {
  readonly type: string
  readonly loc: readonly (string | number)[]
  readonly msg: string
  /** What the client sent, as it is echoed: JSON values, and raw JSON numbers where JavaScript would print them differently. */
  readonly input: unknown
  readonly ctx?: Readonly<Record<string, string | number>>
}

/** The body of a 422 answer: `{"detail":[…]}`. */
export function renderIssues(issues: readonly Issue[]): string {
  return JSON.stringify({ detail: issues })
}
