import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { startPagesApi } from '../support/pages-api.ts'

const run = promisify(execFile)
const hasCurl = await run('curl', ['--version']).then(
  () => true,
  () => false,
)
const page = readFileSync(new URL('../../../docs/pages.md', import.meta.url), 'utf8')

test('the examples of docs/pages.md give the documented answers', { skip: !hasCurl && 'no curl on PATH' }, async () => {
  await using wiki = await startPagesApi()
  const host = new URL(wiki.api.url).host
  const examples = [...page.matchAll(/```console\n(.*?)```/gs)].flatMap(([, block = '']) =>
    block.split(/^\$ /m).slice(1),
  )
  assert.ok(examples.length > 15)
  for (const example of examples) {
    const [, command = '', answer = ''] = /^((?:[^\n]*\\\n)*[^\n]*)\n(.*)$/s.exec(example) ?? []
    const { stdout } = await run('sh', [
      '-c',
      command.replaceAll('localhost:8080', host).replace(/^curl /, 'curl -sS '),
    ])
    const lines = stdout.replaceAll('\r', '').replaceAll(/^[\w-]+(?=: )/gm, (name) => name.toLowerCase())
    for (const expected of answer.split('\n').filter((line) => line !== ''))
      assert.match(lines, patternOf(expected), `${command}\nanswered\n${stdout}`)
  }
})

/** A line of an answer, in which `…` stands for anything. */
function patternOf(line: string): RegExp {
  const parts = line.split('…').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
  return new RegExp(`^${parts.join('.*')}`, 'm')
}
