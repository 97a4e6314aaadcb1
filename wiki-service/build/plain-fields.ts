import { readFile } from 'node:fs/promises'
import type { Plugin } from 'esbuild'

/** Reads markdown-it with plain fields. */
export const plainFields: Plugin = {
  name: 'plain fields',
  setup(bundle) {
    bundle.onLoad({ filter: /\/node_modules\/markdown-it\/dist\/markdown-it\.mjs$/ }, async ({ path }) => ({
      contents: withPlainFields(await readFile(path, 'utf8')),
    }))
  },
}

/**
 * markdown-it is compiled for old engines: each field of each token is set by a helper, under a key that the engine
 * must look up. With assignments a page is read in six tenths of the time.
 * @throws if the source has other calls of the helper in constructors, or none
 */
export function withPlainFields(source: string): string {
  let replaced = 0
  const contents = source.replaceAll(fieldOfThis, (_, name) => {
    replaced++
    return `(this.${name} =`
  })
  if (replaced === 0 || replaced !== source.match(/_defineProperty\(\s*this\b/g)?.length)
    throw new Error('markdown-it is no longer compiled as it was: change or remove "plain fields"')
  return contents
}

/** Up to the value, which a closing parenthesis follows. Comments precede some names. */
const fieldOfThis = /_defineProperty\(\s*this,\s*(?:\/\*[^]*?\*\/\s*)?"(\w+)",/g
