/** 0 for anything but a positive int4. */
export function positiveNumber(text: string): number {
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : 0
}
