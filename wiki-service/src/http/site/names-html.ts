/** Whether an Accept header contains text/html, unless refused by `q=0`. */
export function namesHtml(accept = ''): boolean {
  return accept.split(',').some((range) => /^\s*text\/html\s*(;(?!.*\bq=0(\.0*)?\s*(;|$))|$)/i.test(range))
}
