import assert from 'node:assert/strict'
import { test } from 'node:test'
import { diff } from '../../src/markdown/diff.ts'
import { merge } from '../../src/markdown/merge.ts'

test('edits of different paragraphs are merged, of the same paragraph conflict', () => {
  assert.equal(merge('a\n\nb\n', 'A\n\nb\n', 'a\n\nB\nc\n').content, 'A\n\nB\nc\n')
  assert.deepEqual(merge('a\n\nb\n', 'A\n\nb\n', 'AA\n\nb\n'), {
    kind: 'merged',
    parts: [
      { kind: 'conflict', base: 'a', yours: 'A', current: 'AA' },
      { kind: 'merged', text: '\nb' },
    ],
    content: undefined,
  })
  assert.equal(merge('a', 'b', 'b').content, 'b', 'the same change gets in once')
})

test('a merge says whose change was taken, and nobody\u2019s where both made it', () => {
  assert.deepEqual(merge('1\na\n2\nb\n3\nc\n4', '1\nA\n2\nb\n3\nC\n4', '1\na\n2\nB\nBB\n3\nC\n4').parts, [
    { kind: 'merged', text: '1' },
    { kind: 'merged', text: 'A', by: 'yours' },
    { kind: 'merged', text: '2' },
    { kind: 'merged', text: 'B\nBB', by: 'current' },
    { kind: 'merged', text: '3\nC\n4' },
  ])
})

test('a merge keeps the line breaks of the current text, and a last line without one', () => {
  assert.equal(merge('a\n\nb\n', 'A\r\n\r\nb\r\n', 'a\n\nB\n').content, 'A\n\nB\n')
  assert.equal(merge('a\r\n\r\nb', 'A\n\nb', 'a\r\n\r\nB').content, 'A\r\n\r\nB')
  assert.equal(merge('a\n\nb', 'a\n\nb\n', 'A\n\nb').content, 'A\n\nb\n')
  assert.equal(merge('a', 'a\n', 'a\nb').content, 'a\nb\n')
  assert.equal(merge('', '', 'x').content, 'x')
  assert.equal(merge('x\n', '', 'x\n').content, '')
})

test('a difference shows lines, and words within lines that are alike', () => {
  assert.deepEqual(diff('1\n2\n3\n4\nthe quick fox\n5', '1\n2\n3\n4\nthe slow fox\n5\n'), {
    kind: 'compared',
    granularity: 'words',
    truncated: false,
    hunks: [
      {
        from_line: 2,
        to_line: 2,
        lines: [
          { kind: 'same', text: '2' },
          { kind: 'same', text: '3' },
          { kind: 'same', text: '4' },
          {
            kind: 'changed',
            text: 'the slow fox',
            words: [
              { kind: 'same', text: 'the ' },
              { kind: 'removed', text: 'quick' },
              { kind: 'added', text: 'slow' },
              { kind: 'same', text: ' fox' },
            ],
          },
          { kind: 'same', text: '5' },
          { kind: 'added', text: '' },
        ],
      },
    ],
  })
  assert.deepEqual(diff('a', 'a').hunks, [])
  assert.deepEqual(diff('', 'a').hunks, [{ from_line: 1, to_line: 1, lines: [{ kind: 'added', text: 'a' }] }])
})
