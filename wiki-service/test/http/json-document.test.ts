import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fc } from '../support/fast-check.ts'
import { DEEPEST_NESTING, type JsonDocument, printable, readJson } from '../../src/http/json/document.ts'
import { pythonFloat } from '../../src/http/json/python-float.ts'
import { brokenTexts, echoedTexts } from './json-recorded.ts'

test('invalid JSON is refused with the message of CPython, at the same character', () => {
  for (const [text, offset, message] of brokenTexts) {
    assert.deepEqual(read(text), { kind: 'broken', message, offset }, JSON.stringify(text))
  }
})

test('a value is printed as Python prints it', () => {
  for (const [text, echo] of echoedTexts) {
    const document = read(text)
    assert.equal('text' in document ? document.text.toString() : document.kind, echo, JSON.stringify(text))
  }
})

test('every JSON document of JavaScript is read to the same value', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom(undefined, 1, '\t\r\n '), (value, space) => {
      const document = read(JSON.stringify(value, undefined, space))
      assert.ok('text' in document)
      const expected: unknown = JSON.parse(JSON.stringify(value), (key, member: unknown) =>
        key.startsWith('_sa') ? undefined : member,
      )
      assert.deepEqual(JSON.parse(document.text.toString()), expected)
    }),
  )
})

test('the last value of a repeated key takes the first place, at any depth', () => {
  const { document } = fc.letrec<{ document: string; object: string }>((tie) => ({
    document: fc.oneof({ depthSize: 'small' }, fc.constantFrom('1', '"x"', '[]', '{}'), tie('object'), tie('object')),
    object: fc
      .array(fc.tuple(fc.constantFrom('a', 'b', 'c', '_sa'), tie('document')), { maxLength: 6 })
      .map((members) => `{${members.map(([key, value]) => `"${key}":${value}`).join(',')}}`),
  }))
  fc.assert(
    fc.property(document, (text) => {
      const read = readJson(Buffer.from(text), ['a', 'b'])
      assert.ok('text' in read)
      const expected = (json: string): string =>
        JSON.stringify(JSON.parse(json), (key, member: unknown) => (key === '_sa' ? undefined : member))
      assert.equal(read.text.toString(), expected(text))
      if (read.kind !== 'object') return
      const value = JSON.parse(expected(text)) as Record<string, unknown>
      for (const key of ['a', 'b'])
        assert.equal(read.members.get(key), key in value ? JSON.stringify(value[key]) : undefined)
    }),
    { numRuns: 2000 },
  )
})

test('a damaged document is refused exactly when JavaScript refuses it, at a position in the text', () => {
  const spoilt = fc.record({
    value: fc.jsonValue(),
    at: fc.nat(),
    cut: fc.nat(3),
    put: fc.constantFrom('', '"', '\\', ',', ':', '}', ']', '[', '1', '.', 'e', '😀', '\u0001'),
  })
  fc.assert(
    fc.property(spoilt, ({ value, at, cut, put }) => {
      const whole = JSON.stringify(value)
      const place = at % (whole.length + 1)
      const text = `${whole.slice(0, place)}${put}${whole.slice(place + cut)}`
      const document = read(text)
      assert.equal(document.kind === 'broken', !isJson(text), text)
      if (document.kind === 'broken')
        assert.ok(document.offset >= 0 && document.offset <= Array.from(text).length, text)
    }),
    { numRuns: 2000 },
  )
})

test('numbers that JSON cannot represent are read, and their position is known', () => {
  for (const word of ['NaN', 'Infinity', '-Infinity', '1E400', '-1e999']) {
    const document = read(`["😀",${word}]`)
    assert.ok('notFinite' in document)
    assert.equal(document.notFinite, 5)
    assert.equal(printable(document.text.toString()), '["😀",null]')
    const overwritten = read(`{"a":${word},"_sa":${word},"a":1}`)
    assert.ok('notFinite' in overwritten)
    assert.equal(overwritten.notFinite, undefined)
  }
})

test('nesting is read to the depth of the original service and no deeper, closed or not', () => {
  assert.equal(read('['.repeat(DEEPEST_NESTING) + ']'.repeat(DEEPEST_NESTING)).kind, 'other')
  assert.equal(read('['.repeat(DEEPEST_NESTING + 1) + ']'.repeat(DEEPEST_NESTING + 1)).kind, 'too_deep')
  assert.equal(read('[{"a":'.repeat(DEEPEST_NESTING)).kind, 'too_deep')
  assert.equal(read('['.repeat(4 << 20)).kind, 'too_deep')
  assert.equal(read('['.repeat(DEEPEST_NESTING)).kind, 'broken')
})

test('a printed float reads back as the same number', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) =>
      Object.is(Number(pythonFloat(value)), value),
    ),
  )
})

function read(text: string): JsonDocument {
  return readJson(Buffer.from(text))
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
