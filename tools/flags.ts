/**
 * The options of `parseArgs` with their descriptions; that of a `string` begins with the name of its value, in
 * capitals.
 */
export type Flags = Readonly<Record<string, { readonly type: 'string' | 'boolean'; readonly meaning: string }>>

/** One line per option, for the help. */
export function flagLines(flags: Flags): string {
  const lines = Object.entries(flags).map(([name, { type, meaning }]) => {
    const [value = '', ...rest] = meaning.split(' ')
    return type === 'boolean' ? line(`--${name}`, meaning) : line(`--${name} ${value}`, rest.join(' '))
  })
  return lines.join('\n')
}

function line(flag: string, meaning: string): string {
  return `  ${flag.padEnd(22)} ${meaning}`
}

export interface Bounds {
  readonly otherwise: number
  readonly least: number
  readonly whole?: boolean
}

/** The value of an option. @throws if it is not a number within these bounds, or above ten million */
export function numberOf(flag: string, text: string | undefined, { otherwise, least, whole = false }: Bounds): number {
  const value = text === undefined || text === '' ? otherwise : Number(text)
  if (value >= least && value <= 10_000_000 && (!whole || Number.isInteger(value))) return value
  throw new Error(`--${flag} needs a ${whole ? 'whole ' : ''}number, at least ${least}; not ${JSON.stringify(text)}`)
}
