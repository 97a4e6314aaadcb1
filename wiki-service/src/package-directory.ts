import { createRequire } from 'node:module'

/** The package's directory, which contains migrations/ and public/; correct from both src/ and dist/. */
export const packageDirectory = new URL('../', import.meta.url)

/** The path of a file in an installed npm package. @throws if the package is not installed */
export const resolvePackageFile = createRequire(new URL('package.json', packageDirectory)).resolve
