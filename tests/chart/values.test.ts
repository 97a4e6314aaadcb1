import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { test } from 'node:test'
import { parse as parseYaml } from 'yaml'
import { describedValues } from './described-values.ts'
import { chart, refusal } from './render.ts'
import { page, valuesPage } from './values-page.ts'

/** The parts of a JSON Schema that these tests read. */
interface Schema {
  readonly $ref?: string
  readonly properties?: Readonly<Record<string, Schema | true>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | Schema
  readonly propertyNames?: { readonly enum: readonly string[] }
  readonly else?: { readonly propertyNames: { readonly enum: readonly string[] } }
}

const read = (file: string) => readFile(path.join(chart, file), 'utf8')
const values = describedValues(await read('values.yaml'))
const schema = JSON.parse(await read('values.schema.json')) as Schema & { definitions: Record<string, Schema> }
const moved = parseYaml(await read('files/moved-values.yaml')) as Record<string, string>

test('every value is described', () => {
  assert.ok(values.length > 120)
  assert.deepEqual(
    values.filter(({ description }) => !/^\S.*\.$/.test(description)).map(({ path }) => path),
    [],
  )
})

test('docs/values.md agrees with values.yaml (npm run docs:values)', async () => {
  assert.equal(await readFile(page, 'utf8'), await valuesPage())
})

test('the schema contains every value and no other', () => {
  const known = new Set(schemaPaths(schema, ''))
  const described = new Set(values.map(({ path }) => path))
  const parent = new Set(['enabled', 'tags'])
  assert.deepEqual(
    [...described].filter((path) => !known.has(path)),
    [],
  )
  assert.deepEqual(
    [...known].filter((path) => !described.has(path) && !Object.hasOwn(moved, path) && !parent.has(path)),
    [],
  )
})

test('every section of the schema is strict, and lists its properties as valid names', () => {
  for (const [name, section] of sections(schema, '')) {
    if (name === 'global') continue
    const prefix = name === '' ? '' : `${name}.`
    const right = Object.keys(section.properties ?? {}).filter((key) => !Object.hasOwn(moved, prefix + key))
    assert.equal(section.additionalProperties, false, name)
    if (section.propertyNames ?? section.else)
      assert.deepEqual((section.else ?? section).propertyNames?.enum, right, name)
  }
})

test('an old or likely name is refused, and the correct one suggested', async () => {
  const message = (await refusal(together(Object.keys(moved)))) ?? ''
  for (const [old, right] of Object.entries(moved))
    assert.ok(message.includes(`- ${old} is not a value of this chart: use ${right}\n`), `${old}: ${message}`)
})

test('the suggested names exist', () => {
  const paths = new Set(values.map(({ path }) => path))
  const named = Object.values(moved).flatMap((right) => right.split(/ or | and /))
  assert.deepEqual(
    named.filter((path) => !paths.has(path)),
    [],
  )
})

test('a misspelt name is refused, and the existing names are listed', async () => {
  for (const [wrong, right] of [
    ['fastapi.image_nam', 'image_name'],
    ['fastapi.autoscaling.maxReplica', 'maxReplicas'],
    ['database.bundled.backup.shedule', 'schedule'],
    ['grafna', 'grafana'],
    ['networkPolicy.enable', 'enabled'],
  ] as const) {
    const message = (await refusal(nested(wrong, 1))) ?? ''
    assert.match(message, new RegExp(`must be one of .*'${right}'`), wrong)
  }
})

test('a value of the wrong type is refused', async () => {
  for (const [path, value] of [
    ['fastapi.replicaCount', '2'],
    ['fastapi.replicaCount', 1.5],
    ['fastapi.image_name', ''],
    ['fastapi.image_name', 'two words'],
    ['database.mode', 'bundeld'],
    ['database.user', 'wiki-user'],
    ['prometheus.scrapeInterval', '5'],
    ['prometheus.scrapeInterval', '5m'],
    ['prometheus.storage.size', '1 GB'],
    ['routes.apiPaths', ['users']],
    ['routes.hosts', ['https://wiki.example']],
  ] as const) {
    assert.match(
      (await refusal(nested(path, value))) ?? '',
      /don't meet the specifications of the schema/,
      `${path}: ${String(value)}`,
    )
  }
})

test('an optional value may be null, which removes its default', async () => {
  for (const [name, section] of sections(schema, '')) {
    const optional = Object.keys(section.properties ?? {}).filter((key) => !section.required?.includes(key))
    for (const path of optional.map((key) => (name === '' ? key : `${name}.${key}`)))
      if (values.some((value) => value.path === path) && name !== 'global')
        assert.match((await refusal(nested(path, null))) ?? '', /^$|These values cannot be used/, path)
  }
})

test('a missing required value is reported', async () => {
  for (const path of ['fastapi.image_name', 'database.bundled.storage', 'images.grafana', 'prometheus.mode'])
    assert.match((await refusal(nested(path, null))) ?? '', /missing propert/, path)
})

function* sections(part: Schema, name: string): Generator<[string, Schema]> {
  if (!part.properties) return
  yield [name, part]
  for (const [key, child] of Object.entries(part.properties)) {
    if (child !== true) yield* sections(resolved(child), name === '' ? key : `${name}.${key}`)
  }
}

function schemaPaths(part: Schema, prefix: string): string[] {
  return Object.entries(part.properties ?? {}).flatMap(([key, child]) => {
    const path = prefix + key
    // Free-form: its members are Kubernetes' own.
    if (child === true || child.$ref?.endsWith('/resources') || path === 'fastapi.extraEnv') return [path]
    return [path, ...schemaPaths(resolved(child), `${path}.`)]
  })
}

function resolved(part: Schema): Schema {
  const name = part.$ref?.split('/').at(-1)
  return (name && schema.definitions[name]) || part
}

function nested(path: string, value: unknown): Record<string, unknown> {
  const [first = '', ...rest] = path.split('.')
  return { [first]: rest.length > 0 ? nested(rest.join('.'), value) : value }
}

/** Values with something at each path. */
function together(paths: readonly string[]): Record<string, unknown> {
  const firsts = [...new Set(paths.map((path) => path.split('.', 1)[0] ?? ''))]
  return Object.fromEntries(
    firsts.map((first) => {
      const rest = paths.filter((path) => path.startsWith(`${first}.`)).map((path) => path.slice(first.length + 1))
      return [first, rest.length > 0 ? together(rest) : 'anything']
    }),
  )
}
