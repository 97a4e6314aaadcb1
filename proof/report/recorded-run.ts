import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pageWith } from './page.ts'
import { picture } from './picture.ts'
import type { Result } from './result.ts'

/** A folder for each kind of database. */
export const proofFolders = {
  bundled: fileURLToPath(new URL('../../docs/proof/', import.meta.url)),
  cnpg: fileURLToPath(new URL('../../docs/proof/cnpg/', import.meta.url)),
} as const

/** Writes the result, and generates the page and the picture from it. */
export async function recordRun(folder: string, result: Result): Promise<void> {
  await mkdir(folder, { recursive: true })
  await writeFile(
    join(folder, 'result.json'),
    `${JSON.stringify(result, undefined, 2).replaceAll(numberLists, onOneLine)}\n`,
  )
  await plotRun(folder, result)
}

/** Writes the page and the picture. */
export async function plotRun(folder: string, result: Result): Promise<void> {
  const page = join(folder, 'README.md')
  // The page of this repository: another folder has none.
  const text = await readFile(page, 'utf8').catch(() =>
    readFile(join(proofFolders[result.database], 'README.md'), 'utf8'),
  )
  await writeFile(page, pageWith(text, result))
  await writeFile(join(folder, 'proof.svg'), picture(result))
}

/**
 * @returns undefined if no run is recorded
 * @throws if it is not a result of this format
 */
export async function recordedRun(folder: string): Promise<Result | undefined> {
  const file = join(folder, 'result.json')
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (text === undefined) return undefined
  const result = JSON.parse(text) as Result
  if (result.format !== 1) throw new Error(`${file} is not a result that this version can read`)
  return result
}

const numberLists = /\[[\d\s.,e-]*\]/g

function onOneLine(list: string): string {
  return list.replaceAll(/\s+/g, '')
}
