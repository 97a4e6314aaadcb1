import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'

/**
 * Name of the image under test: NEBULA_IMAGE, or one built now from this repository, as its README describes. The
 * builder's output goes to standard error. The engine keeps the image, so the next build reuses its layers.
 */
export async function builtImage(): Promise<string> {
  const given = process.env.NEBULA_IMAGE
  if (given !== undefined && given !== '') return given
  const repository = path.resolve(import.meta.dirname, '../../..')
  const name = 'nebula-wiki:test'
  const child = spawn('docker', ['build', '--tag', name, repository], { stdio: ['ignore', 2, 2] })
  const [status] = (await once(child, 'exit')) as [number | null]
  if (status !== 0) throw new Error('docker build failed')
  return name
}
