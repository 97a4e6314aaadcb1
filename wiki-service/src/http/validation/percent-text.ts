/**
 * Decodes percent-escapes as Python's `unquote` does: invalid escapes are kept, and invalid UTF-8 becomes U+FFFD. Never
 * throws.
 */
export function percentDecoded(text: string): string {
  // Runs of ASCII are decoded separately: an escape never continues an unescaped character.
  return text.includes('%') ? text.replaceAll(/[\0-\x7f]+/g, decodedRun) : text
}

/**
 * The names and values of a query string (without its `?`) as Starlette reads them; the last value of a repeated name
 * counts.
 */
export function queryTexts(query: string): Record<string, string> {
  const texts: Record<string, string> = Object.create(null)
  for (const pair of query.split('&')) {
    if (pair === '') continue
    const [name = '', ...value] = pair.replaceAll('+', ' ').split('=')
    texts[percentDecoded(name)] = percentDecoded(value.join('='))
  }
  return texts
}

const lenientUtf8 = new TextDecoder('utf-8', { ignoreBOM: true })

function decodedRun(run: string): string {
  if (!run.includes('%')) return run
  const bytes = run.replaceAll(/%([0-9a-fA-F]{2})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  )
  return lenientUtf8.decode(Buffer.from(bytes, 'latin1'))
}
