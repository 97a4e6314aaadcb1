import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { parse, stringify } from 'yaml'
import { chart } from './render.ts'

export const file = path.join(chart, 'files/added-values.yaml')

/** The values of the first installed version. */
export const firstValues = path.join(import.meta.dirname, 'values-0.1.0.yaml')

/** The expected files/added-values.yaml: values that later versions of the chart added, with their defaults. */
export async function addedValues(): Promise<string> {
  const [first, now] = await Promise.all(
    [firstValues, path.join(chart, 'values.yaml')].map(async (name) => parse(await readFile(name, 'utf8')) as Tree),
  )
  return `${introduction}${stringify(added(first ?? {}, now ?? {}), { lineWidth: 0 })}`
}

const introduction = `# Values that versions after 0.1.0 added, with their defaults. Made by \`npm run docs:values\`; do not edit.
# \`helm upgrade --reuse-values\` brings only the values of the installed version: the templates take the others from here.
`

type Tree = Readonly<Record<string, unknown>>

function added(first: Tree, now: Tree): Tree {
  return Object.fromEntries(
    Object.entries(now).flatMap(([key, value]) => {
      const before = first[key]
      if (!Object.hasOwn(first, key)) return [[key, value]]
      if (!isTree(before) || !isTree(value)) return []
      const within = added(before, value)
      return Object.keys(within).length > 0 ? [[key, within]] : []
    }),
  )
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

if (process.argv[1] === import.meta.filename) await writeFile(file, await addedValues())
