import { createRequire } from 'node:module'

/** The package's own directory, which holds migrations/ and public/; the same seen from src/ and from dist/. */
export const packageDirectory = new URL('../', import.meta.url)

/** The path of a file inside an installed npm package. @throws when the package is not installed */
export const resolvePackageFile = createRequire(new URL('package.json', packageDirectory)).resolve
