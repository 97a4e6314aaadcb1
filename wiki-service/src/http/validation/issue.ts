import { echoed } from './echo.ts'

/** One item of a 422 answer, in pydantic's form. */
export interface Issue {
  readonly type: string
  readonly loc: readonly (string | number)[]
  readonly msg: string
  /**
   * What the client sent, as JSON text: numbers as Python prints them (`1.0`, `1e+16`), which no JavaScript value
   * preserves.
   */
  readonly input: string | Buffer
  readonly ctx?: Readonly<Record<string, string | number>>
}

/** What is wrong with a value, regardless of its place. */
export type Fault = Pick<Issue, 'type' | 'msg' | 'ctx'>

/** The body of a 422 answer: `{"detail":[…]}`. Repeats only the beginning of large input. */
export function renderIssues(issues: readonly Issue[]): Buffer {
  const parts = issues.flatMap(({ type, loc, msg, input, ctx }, index) => [
    `${index === 0 ? '{"detail":[' : ','}{"type":${JSON.stringify(type)},"loc":${JSON.stringify(loc)},"msg":${JSON.stringify(msg)},"input":`,
    echoed(input),
    ctx === undefined ? '}' : `,"ctx":${JSON.stringify(ctx)}}`,
  ])
  return Buffer.concat([...parts, ']}'].map((part) => (typeof part === 'string' ? Buffer.from(part) : part)))
}
