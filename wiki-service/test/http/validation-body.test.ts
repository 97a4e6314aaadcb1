import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fc } from '../support/fast-check.ts'
import { Type } from 'typebox'
import { bodyReader } from '../../src/http/validation/body-reader.ts'
import { renderIssues } from '../../src/http/validation/issue.ts'

const readUser = bodyReader(Type.Object({ name: Type.String() }))
const readPost = bodyReader(Type.Object({ user_id: Type.Integer(), content: Type.String() }))

const notObject = 'Input should be a valid dictionary or object to extract fields from'
const notInteger = 'Input should be a valid integer, unable to parse string as an integer'
const tooLarge = 'Unable to parse input string as an integer, exceeded maximum size'

test('a body without its fields, or that is not an object, is refused as by FastAPI', () => {
  refused(readUser, '', `{"type":"missing","loc":["body"],"msg":"Field required","input":null}`)
  refused(readUser, ' null ', `{"type":"missing","loc":["body"],"msg":"Field required","input":null}`)
  refused(readUser, '{"b":1.0}', `{"type":"missing","loc":["body","name"],"msg":"Field required","input":{"b":1.0}}`)
  for (const text of ['[]', '"x"', '0', 'false', '[1e16,{"a":[]}]']) {
    const input = text.replace('1e16', '1e+16')
    refused(readUser, text, `{"type":"model_attributes_type","loc":["body"],"msg":"${notObject}","input":${input}}`)
  }
})

test('a text is a string and nothing else', () => {
  for (const input of ['5', '1.0', 'true', 'null', '[]', '{"a":1}', '12345678901234567890']) {
    refused(
      readUser,
      `{"name": ${input}}`,
      `{"type":"string_type","loc":["body","name"],"msg":"Input should be a valid string","input":${input}}`,
    )
  }
})

test('a text that PostgreSQL cannot store or UTF-8 cannot hold is refused', () => {
  for (const input of [String.raw`"a\u0000"`, String.raw`"\ud800"`, String.raw`"\udc00\ud800"`]) {
    const msg = 'Input should be a valid unicode string without U+0000'
    refused(
      readUser,
      `{"name":${input}}`,
      `{"type":"string_unicode","loc":["body","name"],"msg":"${msg}","input":${input}}`,
    )
  }
  const item = `{"type":"int_type","loc":["body","user_id"],"msg":"Input should be a valid integer","input":null}`
  refused(readPost, String.raw`{"user_id":null,"content":"\u0000"}`, item)
  assert.deepEqual(readUser(Buffer.from(String.raw`{"name":"\ud83d\ude00","x":"\ud800"}`), undefined).kind, 'valid')
})

test('integers are accepted in every spelling that pydantic accepts', () => {
  const spellings = [
    '10',
    '10.0',
    '1e1',
    '"10"',
    '" 10 "',
    '"+10"',
    '"010"',
    '"10.0"',
    '"1_0"',
    String.raw`"\u00a010\u2003"`,
  ]
  for (const spelling of spellings) {
    assert.deepEqual(post(spelling), { kind: 'valid', value: { user_id: 10, content: 'x' } }, spelling)
  }
  assert.deepEqual(post('true'), { kind: 'valid', value: { user_id: 1, content: 'x' } })
  assert.deepEqual(post('false'), { kind: 'valid', value: { user_id: 0, content: 'x' } })
})

test('an integer of any length is accepted, clamped to the safe integers of JavaScript', () => {
  for (const digits of ['9223372036854775808', '9'.repeat(400), '9'.repeat(100_000)]) {
    for (const spelling of [digits, `"${digits}"`]) {
      assert.deepEqual(post(spelling), { kind: 'valid', value: { user_id: Number.MAX_SAFE_INTEGER, content: 'x' } })
    }
    assert.deepEqual(post(`-${digits}`), { kind: 'valid', value: { user_id: -Number.MAX_SAFE_INTEGER, content: 'x' } })
  }
})

test('an invalid integer is refused with the message of pydantic', () => {
  for (const text of ['', '1.5', '1e0', '0x1', 'abc', '1__0', '_1', '1_', '+-1', '--1', '1.', '.0', '٣', '\ufeff1']) {
    const input = JSON.stringify(text)
    refusedPost(input, `{"type":"int_parsing","loc":["body","user_id"],"msg":"${notInteger}","input":${input}}`)
  }
  const fractional = 'Input should be a valid integer, got a number with a fractional part'
  refusedPost('1.5', `{"type":"int_from_float","loc":["body","user_id"],"msg":"${fractional}","input":1.5}`)
  refusedPost('1e20', `{"type":"int_parsing_size","loc":["body","user_id"],"msg":"${tooLarge}","input":1e+20}`)
  const edge = '-9.223372036854776e+18'
  refusedPost(edge, `{"type":"int_parsing_size","loc":["body","user_id"],"msg":"${tooLarge}","input":${edge}}`)
  for (const input of ['null', '[]', '{}']) {
    refusedPost(
      input,
      `{"type":"int_type","loc":["body","user_id"],"msg":"Input should be a valid integer","input":${input}}`,
    )
  }
})

test('issues are in the order of the schema', () => {
  refused(
    readPost,
    '{"content":5,"user_id":null}',
    `{"type":"int_type","loc":["body","user_id"],"msg":"Input should be a valid integer","input":null}`,
    `{"type":"string_type","loc":["body","content"],"msg":"Input should be a valid string","input":5}`,
  )
})

test('the last value of a repeated key counts, and its first place in an echo', () => {
  assert.deepEqual(readUser(Buffer.from('{"name":5,"name":"x"}'), undefined), { kind: 'valid', value: { name: 'x' } })
  const input = '{"a":3,"b":2}'
  refused(
    readUser,
    '{"a":1,"b":2,"a":3}',
    `{"type":"missing","loc":["body","name"],"msg":"Field required","input":${input}}`,
  )
})

test('numbers that JSON cannot represent are ignored in unknown fields and refused elsewhere', () => {
  assert.equal(readUser(Buffer.from('{"name":"x","y":[NaN,1E400]}'), undefined).kind, 'valid')
  refused(
    readUser,
    '{"name":NaN}',
    `{"type":"string_type","loc":["body","name"],"msg":"Input should be a valid string","input":null}`,
  )
  refusedPost(
    'Infinity',
    `{"type":"int_type","loc":["body","user_id"],"msg":"Input should be a valid integer","input":null}`,
  )
  refusedPost(
    '1E400',
    `{"type":"int_type","loc":["body","user_id"],"msg":"Input should be a valid integer","input":null}`,
  )
  const error = `"msg":"JSON decode error","input":{},"ctx":{"error":"Expecting value"}`
  refused(readUser, '{"x":-Infinity}', `{"type":"json_invalid","loc":["body",5],${error}}`)
  refused(readUser, '[NaN]', `{"type":"json_invalid","loc":["body",1],${error}}`)
})

test('invalid JSON is refused with the position in characters', () => {
  const ctx = `"input":{},"ctx":{"error":"Expecting ',' delimiter"}`
  refused(
    readUser,
    '\ufeff{"name":"😀" 1}',
    `{"type":"json_invalid","loc":["body",12],"msg":"JSON decode error",${ctx}}`,
  )
})

test('only JSON types are read as JSON; for others the text is echoed', () => {
  const json = [
    undefined,
    '',
    'application/json',
    ' APPLICATION/JSON ; charset=x',
    'application/vnd.api+json;a="b;c"',
    'application/+json',
  ]
  for (const contentType of json)
    assert.equal(readUser(Buffer.from('{"name":"x"}'), contentType).kind, 'valid', contentType)
  const others = [
    'text/plain',
    'text/json',
    'application',
    'application/',
    'application/jsonx',
    'application/json/x',
    'application / json',
    ';application/json',
  ]
  for (const contentType of others) {
    const outcome = readUser(Buffer.from('\ufeff{"name":"x"}'), contentType)
    assert.equal(
      outcome.kind === 'invalid' && renderIssues(outcome.issues).toString(),
      `{"detail":[{"type":"model_attributes_type","loc":["body"],"msg":"${notObject}","input":"\ufeff{\\"name\\":\\"x\\"}"}]}`,
      contentType,
    )
  }
})

test('a body that is not text, or nested too deeply, cannot be read', () => {
  const deep = `${'['.repeat(967)}${']'.repeat(967)}`
  assert.equal(readUser(Buffer.from(deep), 'application/json').kind, 'invalid')
  for (const body of [
    Buffer.from([0xff]),
    Buffer.from(`[${deep}]`),
    Buffer.from(`{"name":"x","y":${deep}}`),
    Buffer.from(`{"name":${deep},"name":"x"}`),
  ]) {
    assert.deepEqual(readUser(body, 'application/json'), { kind: 'undecodable' })
  }
  const manyBrackets = { name: '[{'.repeat(1000) }
  assert.deepEqual(readUser(Buffer.from(JSON.stringify(manyBrackets)), undefined), {
    kind: 'valid',
    value: manyBrackets,
  })
  assert.deepEqual(readUser(Buffer.from([0xff]), 'text/plain'), { kind: 'undecodable' })
})

test('the largest and worst bodies are read in bounded time, without overflowing any stack', () => {
  const size = 1 << 20
  const worst: readonly (readonly [string, string])[] = [
    ['[', 'undecodable'],
    ['{"a":', 'undecodable'],
    ['[[1],{"a":2}],', 'invalid'],
    ['1e15,', 'invalid'],
    [String.raw`\"`, 'invalid'],
    ['"\\n",', 'invalid'],
    ['0_', 'invalid'],
    [' ', 'invalid'],
  ]
  for (const [piece, kind] of worst) {
    for (const opening of ['', '[', '"', '{"user_id":"', '{"content":5,"user_id":']) {
      const body = Buffer.from(opening + piece.repeat(size / piece.length))
      const start = performance.now()
      assert.equal(readPost(body, undefined).kind, opening.endsWith('"') ? 'invalid' : kind, opening + piece)
      // A few dozen milliseconds on an idle machine.
      assert.ok(performance.now() - start < 5000, opening + piece)
    }
  }
  for (const text of ['1_'.repeat(size), '0'.repeat(size), `1.${'0'.repeat(size)}`, ' '.repeat(size)]) {
    assert.equal(
      post(`"${text}1"`).kind,
      /^[1 ]/.test(text) && text.includes('.') ? 'invalid' : 'valid',
      text.slice(0, 9),
    )
  }
})

test('every text and every id round-trips', () => {
  const text = fc.string({ unit: 'binary' }).filter((value) => value.isWellFormed() && !value.includes('\0'))
  fc.assert(
    fc.property(text, fc.maxSafeInteger(), fc.constantFrom('', ' ', ' '.repeat(2000)), (content, user_id, space) => {
      const value = { user_id, content }
      assert.deepEqual(readPost(Buffer.from(`${JSON.stringify(value)}${space}`), undefined), { kind: 'valid', value })
    }),
  )
})

test('a refusal repeats only the beginning of a large value', () => {
  const limit = 256 * 1024
  const type = (body: Buffer, contentType?: string): unknown => {
    const outcome = readUser(body, contentType)
    assert.ok(outcome.kind === 'invalid')
    const json = renderIssues(outcome.issues)
    assert.ok(json.length < 2 * limit)
    const [issue] = (JSON.parse(json.toString()) as { readonly detail: readonly { readonly input: unknown }[] }).detail
    return issue?.input
  }
  const object = (length: number): string => `{"${'n'.repeat(length - 6)}":1}`
  assert.deepEqual(type(Buffer.from(object(limit))), JSON.parse(object(limit)))
  assert.equal(type(Buffer.from(object(limit + 1))), `${object(limit).slice(0, 1_000)}… (${limit + 1} bytes)`)
  const text = 'ü'.repeat(limit)
  // Half a character is not shown.
  assert.equal(type(Buffer.from(`x${text}`), 'text/plain'), `x${'ü'.repeat(499)}… (${2 * limit + 1} bytes)`)
  assert.equal(
    type(Buffer.from('\u0001'.repeat(limit)), 'text/plain'),
    `"${'\\u0001'.repeat(166)}\\u0… (${6 * limit + 2} bytes)`,
  )
  assert.equal(type(Buffer.alloc(4 << 20, 1), 'text/plain'), `${'\u0001'.repeat(1_000)}… (${4 << 20} bytes)`)
})

test('a refusal is always JSON, whatever the bytes', () => {
  const bytes = fc.oneof(
    fc.uint8Array(),
    fc.json().map((text) => Buffer.from(text)),
    fc.string({ unit: 'binary' }).map((text) => Buffer.from(`{"name":"${text}`)),
  )
  fc.assert(
    fc.property(bytes, fc.constantFrom(undefined, 'text/plain'), (body, contentType) => {
      const outcome = readPost(Buffer.from(body), contentType)
      if (outcome.kind === 'invalid') JSON.parse(renderIssues(outcome.issues).toString())
    }),
    { numRuns: 1000 },
  )
})

function post(userId: string): ReturnType<typeof readPost> {
  return readPost(Buffer.from(`{"user_id":${userId},"content":"x"}`), undefined)
}

function refusedPost(userId: string, item: string): void {
  refused(readPost, `{"user_id":${userId},"content":"x"}`, item)
}

function refused(read: typeof readUser | typeof readPost, body: string, ...items: readonly string[]): void {
  const outcome = read(Buffer.from(body), undefined)
  assert.equal(
    outcome.kind === 'invalid' ? renderIssues(outcome.issues).toString() : outcome.kind,
    `{"detail":[${items.join(',')}]}`,
    body,
  )
}
