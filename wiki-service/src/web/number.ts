import { largestId } from '../database/row-reader.ts'

/** 0 for anything but a positive int4. */
export function positiveNumber(text: string): number {
  const number = /^[1-9]\d{0,9}$/.test(text) ? Number(text) : 0
  return number <= largestId ? number : 0
}
