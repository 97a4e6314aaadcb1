import type { Random } from './random.ts'

/** The text of a body for a route: valid, nearly valid, or neither. */
export function jsonText(random: Random, route: 'users' | 'posts'): string {
  const kind = random.below(10)
  const text = kind < 8 ? body(random, route) : value(random, 4)
  return random.chance(35) ? mutated(random, text) : text
}

function body(random: Random, route: 'users' | 'posts'): string {
  const fields =
    route === 'users'
      ? [`"name"${colon(random)}${textValue(random)}`]
      : [`"user_id"${colon(random)}${integerValue(random)}`, `"content"${colon(random)}${textValue(random)}`]
  const members = fields.filter(() => !random.chance(6))
  if (random.chance(25)) members.push(`${string(random)}:${value(random, 3)}`)
  if (random.chance(5)) members.push(...members)
  if (random.chance(30)) members.reverse()
  return `${space(random)}{${space(random)}${members.join(`${space(random)},${space(random)}`)}}${space(random)}`
}

function textValue(random: Random): string {
  return random.chance(80) ? string(random) : value(random, 2)
}

function integerValue(random: Random): string {
  const id = String(random.below(50))
  return random.of([
    id,
    id,
    id,
    id,
    id,
    `${id}.0`,
    `${id}e0`,
    `"${id}"`,
    `" ${id} "`,
    `"+${id}"`,
    `"0${id}"`,
    `"${id}.0"`,
    '"1_0"',
    'true',
    'false',
    '1e1',
    '10E-1',
    '"1.5"',
    '"1e0"',
    '"0x1"',
    '""',
    '"٣"',
    '1.5',
    '0.1e1',
    '-0',
    '-0.0',
    '0',
    '-1',
    '1e15',
    '1e16',
    '1e18',
    '1e19',
    '1e20',
    '-1e19',
    '9223372036854775807',
    '2147483648',
    '123456789012345678901234567890',
    '"123456789012345678901234567890"',
    '1e-400',
    '9007199254740993',
    'null',
    '[]',
    '{}',
    '[1]',
    '"abc"',
    '1E400',
    'NaN',
    '-Infinity',
    String.raw`"\u00a01\u3000"`,
    String.raw`"\ud800"`,
    String.raw`"1\u0000"`,
    '" 1"',
    '"-0"',
    '"0-1"',
    '"1__0"',
    '"_1"',
    '"1 0"',
    '5e-324',
    '1.0000000000000001',
    '2.5e0',
    '1e2',
    '"true"',
  ])
}

const characters = [
  'a',
  'B',
  '7',
  ' ',
  'é',
  '😀',
  '\u2028',
  '\u007f',
  '<b>',
  "'; drop table users; --",
  '%',
  '&',
  '漢字',
  '\u00a0',
  '\ufeff',
  '\uffff',
  String.raw`\n`,
  String.raw`\"`,
  String.raw`\\`,
  String.raw`\/`,
  String.raw`\u0041`,
  String.raw`\ud83d\ude00`,
  String.raw`\t`,
  String.raw`\b`,
  String.raw`\u001f`,
  String.raw`\u00E9`,
  '_sa',
  '0',
  '.',
]

function string(random: Random): string {
  if (random.below(400) === 0) return long(random)
  if (random.chance(2))
    return random.of([String.raw`"\ud800"`, String.raw`"a\u0000b"`, String.raw`"\udc00\ud800"`, String.raw`"\u0000"`])
  return random.of([
    `"${random.some(6, () => random.of(characters)).join('')}"`,
    '"name"',
    '"id"',
    '""',
    '"content"',
    '"_sa_x"',
    '"1"',
    '"2"',
    '"__proto__"',
    '"constructor"',
    '"toString"',
  ])
}

/** Long enough to be read in turns, valid or not. */
function long(random: Random): string {
  return `"${random.of(['[{', 'é', String.raw`{\n`, String.raw`\u00e9`]).repeat(random.below(40_000))}"`
}

function value(random: Random, depth: number): string {
  const kind = random.below(depth > 0 ? 10 : 6)
  if (kind < 2) return string(random)
  if (kind < 4) return number(random)
  if (kind < 6) return random.of(['null', 'true', 'false', 'null', 'true', 'false', 'NaN', 'Infinity', '-Infinity'])
  if (kind < 8)
    return `[${space(random)}${random.some(4, () => value(random, depth - 1)).join(`${space(random)},${space(random)}`)}]`
  if (kind === 8 && random.chance(5)) return nested(random)
  return `{${space(random)}${random.some(4, () => `${string(random)}${colon(random)}${value(random, depth - 1)}`).join(',')}${space(random)}}`
}

function number(random: Random): string {
  const digits = (): string => random.some(20, () => String(random.below(10))).join('')
  const whole = random.of(['0', '1', `${1 + random.below(9)}${digits()}`])
  const fraction = random.chance(40) ? `.${random.below(10)}${digits()}` : ''
  const exponent = random.chance(30)
    ? `${random.of(['e', 'E'])}${random.of(['', '+', '-'])}${random.of([random.below(25), random.below(400), 0])}`
    : ''
  return `${random.of(['', '', '-'])}${whole}${fraction}${exponent}`
}

/** Near the depth at which the original's parser fails, and at which its encoder does. */
function nested(random: Random): string {
  const depth = random.of([100, 900, 950, 964, 965, 966, 967, 968, 1000, 3000])
  return random.chance(50)
    ? `${'['.repeat(depth)}${']'.repeat(depth)}`
    : `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`
}

function space(random: Random): string {
  return random.chance(85) ? '' : random.of([' ', '\n', '\t', '\r\n', '   '])
}

function colon(random: Random): string {
  return random.chance(85) ? ':' : random.of([': ', ' :', '\n:\t'])
}

const scraps = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"',
  '\\',
  String.raw`\u`,
  String.raw`\x`,
  String.raw`\u12`,
  '-',
  '+',
  '.',
  'e',
  '0',
  '1',
  ' ',
  '\n',
  '\u0000',
  '\u0001',
  'nul',
  'null',
  "'",
  '//',
  '/*',
  '\u00a0',
  '😀',
  '"a":',
  ',,',
  'NaN',
  '\u007f',
  '\ufeff',
  '\t',
]

function mutated(random: Random, text: string): string {
  let result = text
  for (let left = 1 + random.below(2); left > 0; left -= 1) {
    const at = random.below(result.length + 1)
    const cut = random.below(4)
    result = random.of([
      result.slice(0, at),
      `${result.slice(0, at)}${result.slice(at + cut)}`,
      `${result.slice(0, at)}${random.of(scraps)}${result.slice(at)}`,
      `${result.slice(0, at)}${random.of(scraps)}${result.slice(at + cut)}`,
      `${result.slice(0, at + cut)}${result.slice(at)}`,
    ])
  }
  return result.toWellFormed()
}
