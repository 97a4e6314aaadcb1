import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { printable, readJson } from '../../wiki-service/src/http/json/document.ts'
import { jsonText } from './json-texts.ts'
import { Random } from './random.ts'

/** Lets Python read the same random texts as our JSON reader, and prints where value, message or offset differ. */
const { values } = parseArgs({
  options: { seed: { type: 'string', default: '1' }, texts: { type: 'string', default: '30000' } },
})

process.exitCode = compare(Number(values.seed), Number(values.texts))

function compare(seed: number, count: number): number {
  const random = new Random(seed)
  const texts = Array.from({ length: count }, () => jsonText(random, random.of(['users', 'posts'] as const)))
    // How deep the original reads depends on the frames below its parser; the comparison of the services covers that.
    .filter((text) => readJson(Buffer.from(text)).kind !== 'too_deep')
  const theirs = readByPython(texts)
  const different = texts.flatMap((text, index) => {
    const [ours, their] = [readByUs(text), theirs[index]]
    return ours === their
      ? []
      : [`${JSON.stringify(text).slice(0, 400)}\n  ours   ${ours.slice(0, 400)}\n  Python ${their?.slice(0, 400)}`]
  })
  process.stdout.write(`compat: ${texts.length} random texts, seed ${seed}\n${different.slice(0, 20).join('\n')}\n`)
  process.stdout.write(`${texts.length - different.length} passed, ${different.length} failed\n`)
  return different.length === 0 ? 0 : 1
}

function readByUs(text: string): string {
  const document = readJson(Buffer.from(text))
  switch (document.kind) {
    case 'broken':
      return `${document.offset} ${document.message}`
    case 'too_deep':
      return 'too deep'
    case 'object':
    case 'other':
      return printable(document.text.toString())
    default:
      return document satisfies never
  }
}

function readByPython(texts: readonly string[]): string[] {
  const input = texts.map((text) => JSON.stringify(text)).join('\n')
  const { status, stdout, stderr } = spawnSync('python3', [join(import.meta.dirname, 'read_json.py')], {
    input,
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  })
  if (status !== 0) throw new Error(`python3 failed: ${stderr}`)
  return stdout.split('\n')
}
