import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { artefacts } from './artefacts.ts'

const root = path.join(import.meta.dirname, '..')

for (const [file, text] of Object.entries(artefacts)) {
  const target = path.join(root, file)
  await mkdir(path.dirname(target), { recursive: true })
  await writeFile(target, text)
  console.log(file)
}
