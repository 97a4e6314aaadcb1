/** Position of a part of the picture, in units of its view box. */
export interface Panel {
  readonly left: number
  readonly right: number
}

export function label(x: number, y: number, text: string, kind = ''): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  return `<text x="${place(x)}" y="${place(y)}"${kind === '' ? '' : ` class="${kind}"`}>${escaped}</text>`
}

export function line([x1, y1]: Point, [x2, y2]: Point, attributes: string): string {
  return `<line x1="${place(x1)}" y1="${place(y1)}" x2="${place(x2)}" y2="${place(y2)}" ${attributes}/>`
}

export type Point = readonly [x: number, y: number]

/** A tenth of a unit is finer than anybody sees. */
export function place(coordinate: number): string {
  return String(Math.round(coordinate * 10) / 10)
}
