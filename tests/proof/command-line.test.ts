import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseCommandLine } from '../../proof/options.ts'
import { allFaults } from '../faults/all.ts'

test('the help names every fault', () => {
  const command = parse(['--help'])
  assert.equal(command.kind, 'help')
  for (const [name, { title }] of Object.values(allFaults).flatMap((faults) => Object.entries(faults)))
    assert.ok(text(command).includes(`${name} `) && text(command).includes(title))
})

test('all faults are inflicted unless some are named; a quick run writes no report', () => {
  const all = parse([])
  assert.deepEqual(all.kind === 'run' && all.options.faults, Object.keys(allFaults.bundled))
  assert.equal(all.kind === 'run' && all.options.output, 'docs/proof')
  const cnpg = parse(['--database', 'cnpg'])
  assert.deepEqual(cnpg.kind === 'run' && cnpg.options.faults, Object.keys(allFaults.cnpg))
  assert.equal(cnpg.kind === 'run' && cnpg.options.output, 'docs/proof/cnpg')
  const quick = parse(['--quick', '--faults', 'api-killed,postgres-killed'])
  assert.deepEqual(quick.kind === 'run' && quick.options.faults, ['api-killed', 'postgres-killed'])
  assert.equal(quick.kind === 'run' && quick.options.output, undefined)
})

test('errors on the command line are named', () => {
  assert.match(text(parse(['--faults', 'api-kiled'])), /no fault "api-kiled": one of api-rolling-restart/)
  assert.match(
    text(parse(['--database', 'cnpg', '--faults', 'api-killed'])),
    /no fault "api-killed": one of primary-killed/,
  )
  assert.match(text(parse(['--database', 'mysql'])), /--database must be one of bundled, cnpg, not "mysql"/)
  assert.match(text(parse(['--rate', 'many'])), /--rate needs a number, at least 1; not "many"/)
  assert.match(text(parse(['--speed', '9'])), /--speed/)
})

function parse(words: readonly string[]) {
  return parseCommandLine(words, allFaults, { bundled: 'docs/proof', cnpg: 'docs/proof/cnpg' })
}

function text(command: ReturnType<typeof parse>): string {
  return command.kind === 'help' ? command.text : command.kind === 'wrong' ? command.problem : ''
}
