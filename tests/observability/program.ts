import { accessSync, constants } from 'node:fs'
import path from 'node:path'

/** Path of a program: the one named by the variable, or the first of that name on PATH; undefined if there is none. */
export function program(variable: string, name: string): string | undefined {
  const named = process.env[variable]
  if (named !== undefined && named !== '') return named
  const folders = (process.env.PATH ?? '').split(path.delimiter)
  return folders.map((folder) => path.join(folder, name)).find(isExecutable)
}

/** For a test's `skip`: false, or why it cannot run. */
export function without(found: string | undefined, variable: string, name: string): string | false {
  return found === undefined ? `no ${name} on PATH, and ${variable} names none` : false
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
