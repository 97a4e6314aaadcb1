import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as Type from 'typebox'
import { bodySteps } from '../../src/http/validation/body-reader.ts'

test('nobody waits long while the largest and worst bodies are read', () => {
  const steps = bodySteps(Type.Object({ user_id: Type.Integer(), content: Type.String() }))
  const size = 4 * 1024 * 1024
  const list = (item: string): string => `[${item.repeat((size - 4) / item.length)}1]`
  const object = (member: (index: number) => string): string => {
    const members: string[] = []
    for (let length = 0; length < size - 60; length += members.at(-1)?.length ?? 0) members.push(member(members.length))
    return `{${members.join('')}"user_id":1,"content":"x"}`
  }
  const nested = (open: string, close: string): string => {
    const depth = 960
    const inner = size - depth * (open.length + close.length) - 2
    return `${open.repeat(depth)}"${'x'.repeat(inner)}"${close.repeat(depth)}`
  }
  const bodies = {
    'a repeated key in each of many levels': nested('{"b":0,"b":', '}'),
    'a repeated key behind each of many levels': nested('{"b":', ',"b":0}'),
    'many keys with spaces': object((index) => `"${index.toString(36)}" :1,`),
    'each key twice': object((index) => `"${(index >> 1).toString(36)}":1,`),
    'many objects': list('{"a":1,"b":2,"a":3},'),
    'many floats': list('1e15,'),
    'many escapes': list(String.raw`"\ud83d\ude00",`),
    'underscores between digits': `{"content":"x","user_id":"1${'_1'.repeat(size / 2 - 20)}"}`,
    'control characters': `{"user_id":1,"content":"${String.raw`\u0001`.repeat((size - 40) / 6)}"}`,
    'white space': `{"user_id":1,${' '.repeat(size - 30)}"content":1}`,
  }
  for (const [name, text] of Object.entries(bodies)) {
    const longest = longestStepMs(steps(Buffer.from(text), undefined))
    assert.ok(longest < 250, `${name}: ${longest} ms`)
  }
})

/** CPU time, so that other load does not matter. */
function longestStepMs(work: Iterator<undefined>): number {
  let longest = 0
  for (let isDone = false; !isDone;) {
    const before = process.cpuUsage()
    isDone = work.next().done === true
    const { user, system } = process.cpuUsage(before)
    longest = Math.max(longest, (user + system) / 1000)
  }
  return longest
}
