/** One item of a 422 answer, in pydantic's words. */
export interface Issue {
  readonly type: string
  readonly loc: readonly (string | number)[]
  readonly msg: string
  /** What the client sent, as JSON text: numbers stand as Python prints them (`1.0`, `1e+16`), which no JavaScript value would. */
  readonly input: string
  readonly ctx?: Readonly<Record<string, string | number>>
}

/** What is wrong with a value, wherever it stood. */
export type Fault = Pick<Issue, 'type' | 'msg' | 'ctx'>

/** The body of a 422 answer: `{"detail":[…]}`. */
export function renderIssues(issues: readonly Issue[]): string {
  return `{"detail":[${issues.map(renderIssue).join(',')}]}`
}

function renderIssue({ type, loc, msg, input, ctx }: Issue): string {
  const context = ctx === undefined ? '' : `,"ctx":${JSON.stringify(ctx)}`
  return `{"type":${JSON.stringify(type)},"loc":${JSON.stringify(loc)},"msg":${JSON.stringify(msg)},"input":${input}${context}}`
}
