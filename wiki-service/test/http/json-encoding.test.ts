import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fc } from '../support/fast-check.ts'
import { jsonInUtf8 } from '../../src/http/json/encoding.ts'

const text = '{"name":"é😀"}'
const utf16 = Buffer.from(text, 'utf16le')
const utf32 = Buffer.concat(
  Array.from(text).map((character) => {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32LE(character.codePointAt(0) ?? 0)
    return bytes
  }),
)

test('JSON is decoded from every encoding that Python supports, with and without a byte order mark', () => {
  const utf32be = Buffer.from(utf32).swap32()
  const utf16be = Buffer.from(utf16).swap16()
  for (const bytes of [Buffer.from(text), utf16, utf16be, utf32, utf32be])
    assert.equal(jsonInUtf8(bytes)?.toString(), text)
  const marked: readonly (readonly [number[], Buffer])[] = [
    [[0xef, 0xbb, 0xbf], Buffer.from(text)],
    [[0xff, 0xfe], utf16],
    [[0xfe, 0xff], utf16be],
    [[0xff, 0xfe, 0, 0], utf32],
    [[0, 0, 0xfe, 0xff], utf32be],
  ]
  for (const [mark, bytes] of marked)
    assert.equal(jsonInUtf8(Buffer.concat([Buffer.from(mark), bytes]))?.toString(), text)
})

test('invalid bytes are distinguished from text', () => {
  for (const bytes of [
    [0xff],
    [0xc3],
    [0xed, 0xa0, 0x80],
    [0xff, 0xfe, 0x61],
    [0xff, 0xfe, 0, 0, 0, 0, 0x11, 0],
    [0xff, 0xfe, 0, 0, 0x61],
  ]) {
    assert.equal(jsonInUtf8(Buffer.from(bytes)), undefined, bytes.join(' '))
  }
  assert.equal(jsonInUtf8(Buffer.from([0, 0x61]))?.toString(), 'a')
  assert.equal(jsonInUtf8(Buffer.from([0]))?.toString(), '\0')
})

test('the decoder never throws, whatever the bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) =>
      ['object', 'undefined'].includes(typeof jsonInUtf8(Buffer.from(bytes))),
    ),
  )
})
