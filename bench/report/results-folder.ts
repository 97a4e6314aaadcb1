import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Result } from './result.ts'

export const resultsFolder = fileURLToPath(new URL('../results/', import.meta.url))

/** @returns the file's name: date, time and commit, so that the newest comes last */
export async function saveResult(folder: string, result: Result): Promise<string> {
  const time = result.at.slice(0, 'YYYY-MM-DDTHH:MM'.length).replace('T', '-').replace(':', '')
  const file = join(folder, `${time}-${result.commit.slice(0, 7)}.json`)
  await mkdir(folder, { recursive: true })
  await writeFile(file, `${JSON.stringify(result, undefined, 2).replaceAll(numberLists, onOneLine)}\n`)
  return file
}

/** @returns undefined when there is none */
export async function newestResult(folder: string): Promise<Result | undefined> {
  const names = await readdir(folder).catch(() => [])
  const newest = names
    .filter((name) => /^\d{4}-\d{2}-\d{2}-.*\.json$/.test(name))
    .toSorted()
    .at(-1)
  return newest === undefined ? undefined : readResult(join(folder, newest))
}

/** @throws when it is no result of this format */
export async function readResult(file: string): Promise<Result> {
  const result = JSON.parse(await readFile(file, 'utf8')) as Result
  if (result.format !== 1) throw new Error(`${file} is no result that this version can read`)
  return result
}

const numberLists = /\[[\d\s.,e-]*\]/g

function onOneLine(list: string): string {
  return list.replaceAll(/\s+/g, ' ').replace('[ ', '[').replace(' ]', ']')
}
