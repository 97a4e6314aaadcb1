/** Formats a number for people: three significant digits, thousands separated. */
export function numberText(value: number): string {
  if (value === 0) return '0'
  const magnitude = Math.floor(Math.log10(Math.abs(value)))
  return value.toLocaleString('en-US', { maximumFractionDigits: Math.max(0, 2 - magnitude) })
}
