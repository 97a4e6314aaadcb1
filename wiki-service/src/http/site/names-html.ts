/** Whether an Accept header has a range text/html that is not refused by `q=0`. */
export function namesHtml(accept = ''): boolean {
  return accept.split(',').some((range) => /^\s*text\/html\s*(;(?!.*\bq=0(\.0*)?\s*(;|$))|$)/i.test(range))
}
