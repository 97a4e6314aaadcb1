/** PostgreSQL stores no U+0000, and a lone surrogate has no form in UTF-8. */
export function isStorableText(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0')
}
