import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { plainFields, withPlainFields } from '../../build/plain-fields.ts'
import { render } from '../../src/markdown/render.ts'
import { commonMark, gfm } from './examples.ts'

test('a build with plain fields renders every example as the sources do', async () => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('../../src/markdown/render.ts', import.meta.url))],
    write: false,
    bundle: true,
    platform: 'node',
    format: 'esm',
    plugins: [plainFields],
  })
  const [text = ''] = outputFiles.map((file) => file.text)
  assert.doesNotMatch(text, /_defineProperty\(\s*this/)
  // Safe: it is built from that module.
  const built = (await import(`data:text/javascript,${encodeURIComponent(text)}`)) as { readonly render: typeof render }
  const path = 'a/b'
  for (const { markdown } of [...commonMark, ...gfm])
    assert.deepEqual(built.render(markdown, path), render(markdown, path))
})

test('a build fails if fields are set in another way', async () => {
  const source = await readFile(new URL(import.meta.resolve('markdown-it')), 'utf8')
  withPlainFields(source)
  assert.throws(() => withPlainFields(source.replaceAll('_defineProperty', '_define')), /"plain fields"/)
  const last = source.lastIndexOf('_defineProperty(this, "')
  assert.ok(last > 0)
  const changed = `${source.slice(0, last)}_defineProperty(this, '${source.slice(last + '_defineProperty(this, "'.length)}`
  assert.throws(() => withPlainFields(changed), /"plain fields"/)
})
