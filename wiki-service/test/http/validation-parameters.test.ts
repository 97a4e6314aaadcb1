import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fc } from '../support/fast-check.ts'
import { Type } from 'typebox'
import { renderIssues } from '../../src/http/validation/issue.ts'
import { parameterReader } from '../../src/http/validation/parameter-reader.ts'
import { percentDecoded, queryTexts } from '../../src/http/validation/percent-text.ts'

const readPath = parameterReader(Type.Object({ id: Type.Integer() }), 'path')
const readPage = parameterReader(
  Type.Object({ limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }), after: Type.Integer({ default: 0 }) }),
  'query',
)

const notInteger = 'Input should be a valid integer, unable to parse string as an integer'

test('ids in a path follow the rules of pydantic for text', () => {
  const spellings: readonly (readonly [string, number])[] = [
    ['1', 1],
    ['01', 1],
    ['+1', 1],
    ['1.0', 1],
    [' 1\n', 1],
    ['1\u00a0', 1],
    ['1_0', 10],
    ['-0', 0],
    ['-7', -7],
    ['0_0__1', 1],
    ['0-1', -1],
    ['9007199254740993', Number.MAX_SAFE_INTEGER],
    ['9'.repeat(16_000), Number.MAX_SAFE_INTEGER],
    [`-${'9'.repeat(400)}`, -Number.MAX_SAFE_INTEGER],
  ]
  for (const [text, id] of spellings)
    assert.deepEqual(readPath({ id: text }), { kind: 'valid', value: { id } }, text.slice(0, 40))
  for (const text of [
    'abc',
    '',
    '1.5',
    '1e0',
    '0x1',
    '1.',
    '.0',
    '١',
    '\ufeff1',
    '1\0',
    '%zz',
    '1__0',
    '0-01',
    '1-',
    '1-1',
    '-_1',
    '+',
    '-',
    '_',
  ]) {
    const item = `{"type":"int_parsing","loc":["path","id"],"msg":"${notInteger}","input":${JSON.stringify(text)}}`
    const outcome = readPath({ id: text })
    assert.equal(outcome.kind === 'invalid' && renderIssues(outcome.issues).toString(), `{"detail":[${item}]}`, text)
  }
})

test('absent parameters have their defaults; the last of repeated ones counts', () => {
  assert.deepEqual(readPage({}), { kind: 'valid', value: { limit: 50, after: 0 } })
  assert.deepEqual(readPage(queryTexts('limit=x&limit=2&&after=+3+')), { kind: 'valid', value: { limit: 2, after: 3 } })
  assert.deepEqual(readPage({ limit: ['x', '200'] }), { kind: 'valid', value: { limit: 200, after: 0 } })
})

test('violated bounds are reported as by pydantic, in the order of the schema', () => {
  const low =
    '{"type":"greater_than_equal","loc":["query","limit"],"msg":"Input should be greater than or equal to 1","input":"0","ctx":{"ge":1}}'
  const high =
    '{"type":"less_than_equal","loc":["query","limit"],"msg":"Input should be less than or equal to 200","input":"201","ctx":{"le":200}}'
  const after = `{"type":"int_parsing","loc":["query","after"],"msg":"${notInteger}","input":""}`
  assert.equal(refusal({ limit: '0' }), `{"detail":[${low}]}`)
  assert.equal(refusal({ after: '', limit: '201' }), `{"detail":[${high},${after}]}`)
  assert.match(refusal({ limit: '9'.repeat(400) }), /less_than_equal/)
})

test('every integer is read from its decimal digits', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), (id) =>
      assert.deepEqual(readPath({ id: String(id) }), { kind: 'valid', value: { id } }),
    ),
  )
})

test('every text is read in linear time', () => {
  for (const text of [
    `${' '.repeat(16_000)}x${' '.repeat(16_000)}x`,
    '1_'.repeat(16_000),
    '.0'.repeat(16_000),
    `${'0_'.repeat(16_000)}x`,
    '\u3000'.repeat(16_000),
  ]) {
    const start = performance.now()
    assert.equal(readPath({ id: text }).kind, 'invalid')
    assert.ok(performance.now() - start < 100)
  }
})

test('percent-escapes are decoded as by Python, and invalid ones are kept', () => {
  const vectors = [
    ['a%20b%c3%A9', 'a bé'],
    ['%zz%4', '%zz%4'],
    ['%ff', '\ufffd'],
    ['%ed%a0%80', '\ufffd\ufffd\ufffd'],
    ['%F0%9F%98%80', '😀'],
    ['%EF%BB%BF1', '\ufeff1'],
    ['é%41', 'éA'],
    ['%00', '\0'],
  ]
  for (const [text = '', decoded] of vectors) assert.equal(percentDecoded(text), decoded)
  assert.deepEqual(
    { ...queryTexts('a=1;b=2&c&d=+%2B&=x&a=2=3&__proto__=1') },
    JSON.parse('{"a":"2=3","c":"","d":" +","":"x","__proto__":"1"}'),
  )
})

test('decoding undoes encoding', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => percentDecoded(encodeURIComponent(text)) === text))
})

function refusal(texts: Record<string, string>): string {
  const outcome = readPage(texts)
  return outcome.kind === 'invalid' ? renderIssues(outcome.issues).toString() : outcome.kind
}
