/**
 * Removes the characters of `spaces` from both ends in linear time (a pattern that ends in `+$` is quadratic on inner
 * runs).
 */
export function trimmed(text: string, spaces: string): string {
  let start = 0
  let end = text.length
  while (start < end && spaces.includes(text.charAt(start))) start += 1
  while (end > start && spaces.includes(text.charAt(end - 1))) end -= 1
  return text.slice(start, end)
}
