import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { DescribedValue } from './described-values.ts'
import { describedValues } from './described-values.ts'
import { chart } from './render.ts'

export const page = path.resolve(import.meta.dirname, '../../docs/values.md')

/** The expected docs/values.md. */
export async function valuesPage(): Promise<string> {
  const values = describedValues(await readFile(path.join(chart, 'values.yaml'), 'utf8'))
  const isSection = (value: DescribedValue) => !Object.hasOwn(value, 'value')
  const sections = values.filter((value) => isSection(value) && !value.path.includes('.'))
  const single = values.filter((value) => !isSection(value) && !value.path.includes('.'))
  return [
    introduction,
    ...sections.flatMap(({ path, description }) => [
      `## ${path}\n\n${description}\n`,
      ...table(values.filter((value) => value.path.startsWith(`${path}.`))),
    ]),
    '## Names and credentials\n',
    ...table(single),
  ].join('\n')
}

const introduction = `# Values of the chart

Made from the comments of \`wiki-chart/values.yaml\` by \`npm run docs:values\`; do not edit. \`values.schema.json\` refuses every
other value, and the templates refuse combinations that cannot work.
`

function table(values: readonly DescribedValue[]): string[] {
  return ['| value | default | meaning |', '|---|---|---|', ...values.map(row), '']
}

function row({ path, description, value }: DescribedValue): string {
  const text = value === undefined ? '' : `\`${JSON.stringify(value)}\``
  return `| ${[`\`${path}\``, text, description].map((cell) => cell.replaceAll('|', String.raw`\|`)).join(' | ')} |`
}

if (process.argv[1] === import.meta.filename) await writeFile(page, await valuesPage())
