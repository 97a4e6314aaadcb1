import { createHash } from 'node:crypto'
import { readdir, rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { build } from 'esbuild'
import type { AssetManifest } from '../src/web/asset-manifest.ts'
import { writeWhole } from './write-whole.ts'

interface BuiltAssets {
  readonly manifest: AssetManifest
  /** Source files. */
  readonly inputs: readonly string[]
}

const packageDirectory = fileURLToPath(new URL('..', import.meta.url))

/**
 * Builds dist/assets: the style sheets and scripts of the wiki's pages, each under a name with its hash, plus
 * compressed forms. Safe while the service is serving them: files appear complete, and the manifest last.
 */
export async function buildAssets(): Promise<BuiltAssets> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: packageDirectory,
    entryPoints: ['web/wiki.css', 'web/editor.css', 'web/site.ts', 'web/palette.ts', 'web/editor.ts'],
    outdir: 'dist/assets',
    write: false,
    metafile: true,
    bundle: true,
    minify: true,
    charset: 'utf8',
    format: 'esm',
    target: ['es2022', 'chrome120', 'firefox128', 'safari17.4'],
    supported: { nesting: true },
    legalComments: 'none',
    logLevel: 'warning',
  })
  const directory = `${packageDirectory}dist/assets/`
  const manifest: Record<string, string> = {}
  for (const { path, contents } of outputFiles) {
    const name = path.slice(directory.length)
    const hash = createHash('sha256').update(contents).digest('hex').slice(0, 10)
    const hashed = name.replace(/\.(?=[^.]+$)/, `.${hash}.`)
    manifest[name] = hashed
    await writeWhole(directory + hashed, contents)
    await writeWhole(`${directory}${hashed}.gz`, await promisify(gzip)(contents, { level: 9 }))
    await writeWhole(`${directory}${hashed}.br`, await promisify(brotliCompress)(contents, brotliOptions))
  }
  await writeWhole(`${directory}manifest.json`, JSON.stringify(manifest))
  await removeOthers(directory, ['manifest.json', ...Object.values(manifest)])
  return { manifest, inputs: Object.keys(metafile.inputs) }
}

const brotliOptions = {
  params: { [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT, [constants.BROTLI_PARAM_QUALITY]: 11 },
}

/** Keeps files whose names begin so: compressed forms, and what another build of the same sources has not finished. */
async function removeOthers(directory: string, names: readonly string[]): Promise<void> {
  for (const file of await readdir(directory))
    if (!names.some((name) => file.startsWith(name))) await rm(directory + file, { force: true })
}
