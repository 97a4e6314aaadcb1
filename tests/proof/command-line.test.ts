import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseCommandLine } from '../../proof/options.ts'
import { faults } from '../faults/all.ts'

test('the help names every fault', () => {
  const command = parse(['--help'])
  assert.equal(command.kind, 'help')
  for (const [name, { title }] of Object.entries(faults))
    assert.ok(text(command).includes(`${name} `) && text(command).includes(title))
})

test('all faults are done unless some are named; a quick run writes no report', () => {
  const all = parse([])
  assert.deepEqual(all.kind === 'run' && all.options.faults, Object.keys(faults))
  const quick = parse(['--quick', '--faults', 'api-killed,postgres-killed'])
  assert.deepEqual(quick.kind === 'run' && quick.options.faults, ['api-killed', 'postgres-killed'])
  assert.equal(quick.kind === 'run' && quick.options.output, undefined)
})

test('what is wrong is named', () => {
  assert.match(text(parse(['--faults', 'api-kiled'])), /no fault "api-kiled": one of api-rolling-restart/)
  assert.match(text(parse(['--rate', 'many'])), /--rate needs a number, at least 1; not "many"/)
  assert.match(text(parse(['--speed', '9'])), /--speed/)
})

function parse(words: readonly string[]) {
  return parseCommandLine(words, faults, 'docs/proof')
}

function text(command: ReturnType<typeof parse>): string {
  return command.kind === 'help' ? command.text : command.kind === 'wrong' ? command.problem : ''
}
