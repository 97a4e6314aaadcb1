import { readFile } from 'node:fs/promises'
import { build, type Plugin } from 'esbuild'
import { buildAssets } from './assets.ts'
import { plainFields } from './plain-fields.ts'
import { writeWhole } from './write-whole.ts'

/**
 * Builds dist/main.cjs, the service in one file; dist/markdown-worker.cjs, which its threads run; dist/assets for
 * browsers; and dist/LICENSES.txt of everything in them. One CommonJS file starts three times as fast as its modules,
 * and takes a quarter less memory: see docs/decisions.
 */

interface Substitute {
  /** The module that loads it. */
  readonly importer: RegExp
  /** Replacement; the default is an empty stub that nothing uses. */
  readonly contents?: string
}

/** Modules that are loaded but rarely or never used. Modules of Node count too: these take 5 MiB together. */
const substitutes: Readonly<Record<string, Substitute>> = {
  // Fastify supports HTTPS and HTTP/2; the service speaks plain HTTP/1.1.
  'node:http2': { importer: /node_modules\/fastify\// },
  'node:https': { importer: /node_modules\/fastify\// },
  // Fastify can build validators and serializers; src/http/validator.ts provides its own.
  '@fastify/ajv-compiler': { importer: /node_modules\/fastify\// },
  '@fastify/fast-json-stringify-compiler': { importer: /node_modules\/fastify\// },
  // Fastify can compare versions of plugins, and inject requests without a socket.
  semver: { importer: /node_modules\/fastify\// },
  'light-my-request': { importer: /node_modules\/fastify\// },
  // The logger can write from a thread.
  'thread-stream': { importer: /node_modules\/pino\// },
  worker_threads: { importer: /node_modules\/pino\//, contents: 'exports.isMainThread = true' },
  // The metrics client supports push gateways, traces, other processes and threads, and default metrics; the service is
  // scraped, and its metrics are those of src/telemetry/catalogue.ts.
  './lib/pushgateway': { importer: /node_modules\/@prometheus-io\// },
  './lib/defaultMetrics': { importer: /node_modules\/@prometheus-io\// },
  './lib/cluster': { importer: /node_modules\/@prometheus-io\// },
  './lib/worker': { importer: /node_modules\/@prometheus-io\// },
  '@opentelemetry/api': { importer: /node_modules\/@prometheus-io\// },
  // Node's version prints coloured differences; here it only checks arguments.
  'node:assert': { importer: /node_modules\//, contents: plainAssert() },
  assert: { importer: /node_modules\//, contents: plainAssert() },
}

function plainAssert(): string {
  return 'module.exports = (isSo, message) => { if (!isSo) throw new Error(message) }'
}

const substitute: Plugin = {
  name: 'substitute',
  setup(bundle) {
    bundle.onResolve({ filter: /./ }, ({ path, importer }) =>
      substitutes[path]?.importer.test(importer) ? { path, namespace: 'substitute' } : undefined,
    )
    bundle.onLoad({ filter: /./, namespace: 'substitute' }, ({ path }) => ({
      contents: substitutes[path]?.contents ?? 'module.exports = () => {}',
    }))
  },
}

const inputs = [
  ...(await bundle('src/main.ts', 'main.cjs', refuseOldNode())),
  // Loaded only by threads, once there is Markdown to read.
  ...(await bundle('src/markdown/worker.ts', 'markdown-worker.cjs', '')),
]

const assets = await buildAssets()

const packages = new Set(
  [...inputs, ...assets.inputs].flatMap((path) => /^node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []),
)
const licenses = await Promise.all([...packages].toSorted().map(licenseOf))
await writeWhole('dist/LICENSES.txt', licenses.join('\n'))

/** @returns the source files */
async function bundle(entryPoint: string, name: string, beginning: string): Promise<string[]> {
  const { outputFiles, metafile } = await build({
    entryPoints: [entryPoint],
    write: false,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    // Names remain for the stacks in the log.
    minifySyntax: true,
    minifyWhitespace: true,
    external: ['pg-native'],
    define: { 'import.meta.url': 'moduleUrl' },
    banner: { js: `${beginning}const moduleUrl = require("node:url").pathToFileURL(__filename).href;` },
    metafile: true,
    legalComments: 'none',
    logLevel: 'warning',
    plugins: [substitute, plainFields],
  })
  // V8 stores a text with one byte per character, or two if any is beyond Latin-1. Characters that esbuild leaves
  // unescaped are in regular expressions.
  const text = outputFiles
    .map((file) => file.text)
    .join('')
    .replaceAll(/[^\0-\xff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
  await writeWhole(`dist/${name}`, text, text.startsWith('#!') ? 0o755 : 0o644)
  return Object.keys(metafile.inputs)
}

/** Runs before everything else: an older Node.js would fail later, with a message that hides the cause. */
function refuseOldNode(): string {
  return `if (Number.parseInt(process.versions.node) < 24) {
  process.stderr.write('wiki-service: requires Node.js 24 or newer, and this is ' + process.versions.node + '. "npm start" uses the Node.js 24 that "npm ci" installs.\\n')
  process.exit(1)
}
`
}

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
