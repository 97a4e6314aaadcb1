import { readFile, writeFile } from 'node:fs/promises'
import { build, type Plugin } from 'esbuild'

/**
 * Makes dist/main.cjs, the service in one file, and dist/LICENSES.txt of what is in it. One CommonJS file starts three times as fast
 * as the modules it is made of, and takes a quarter less memory: see docs/decisions.
 */

/** What is loaded and never used, by whom. */
const unused: Readonly<Record<string, RegExp>> = {
  // Fastify can speak HTTPS and HTTP/2; the service speaks HTTP/1.1 in clear.
  'node:http2': /node_modules\/fastify\//,
  'node:https': /node_modules\/fastify\//,
  // It can make validators and serializers; src/http/validator.ts has its own.
  '@fastify/ajv-compiler': /node_modules\/fastify\//,
  '@fastify/fast-json-stringify-compiler': /node_modules\/fastify\//,
  // It can compare versions of plugins, and be asked without a socket.
  semver: /node_modules\/fastify\//,
  'light-my-request': /node_modules\/fastify\//,
  // The logger can write from a thread.
  'thread-stream': /node_modules\/pino\//,
  // The metrics client can push to a gateway and link to traces; the service is scraped.
  './lib/pushgateway': /node_modules\/@prometheus-io\//,
  '@opentelemetry/api': /node_modules\/@prometheus-io\//,
}

const leaveOut: Plugin = {
  name: 'leave-out',
  setup(bundle) {
    bundle.onResolve({ filter: /./ }, ({ path, importer }) =>
      unused[path]?.test(importer) ? { path, namespace: 'unused' } : undefined,
    )
    bundle.onLoad({ filter: /./, namespace: 'unused' }, () => ({ contents: 'module.exports = () => {}' }))
  },
}

const result = await build({
  entryPoints: ['src/main.ts'],
  outfile: 'dist/main.cjs',
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  // Names stay, for the stacks in the log.
  minifySyntax: true,
  minifyWhitespace: true,
  external: ['pg-native'],
  define: { 'import.meta.url': 'moduleUrl' },
  banner: { js: 'const moduleUrl = require("node:url").pathToFileURL(__filename).href;' },
  metafile: true,
  legalComments: 'none',
  logLevel: 'warning',
  plugins: [leaveOut],
})

// V8 keeps a text in one byte for each character, or in two if a single one is beyond Latin-1.
const beyond = /.{0,40}[^\0-\xff]/.exec(await readFile('dist/main.cjs', 'utf8'))
if (beyond) throw new Error(`escape what is beyond Latin-1, it doubles the memory of the bundle: ${beyond[0]}`)

const packages = new Set(
  Object.keys(result.metafile.inputs).flatMap((path) => /^node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []),
)
const licenses = await Promise.all([...packages].toSorted().map(licenseOf))
await writeFile('dist/LICENSES.txt', licenses.join('\n'))

async function licenseOf(directory: string): Promise<string> {
  const { name, version, license } = JSON.parse(await readFile(`${directory}/package.json`, 'utf8')) as Record<
    string,
    string
  >
  const texts = await Promise.all(
    ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'license'].map((file) =>
      readFile(`${directory}/${file}`, 'utf8').catch(() => ''),
    ),
  )
  return `${name} ${version} (${license})\n\n${texts.find((text) => text !== '') ?? ''}\n`
}
