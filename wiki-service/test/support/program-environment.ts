/**
 * The part of the tests' environment that programs of this checkout receive: nothing that they could mistake for a
 * setting.
 */
export const programEnvironment: Readonly<Record<string, string | undefined>> = {
  PATH: process.env['PATH'],
  // Compiles once instead of at each of a hundred starts.
  NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
}
