/** What a program of this checkout gets from the environment of the tests: nothing that it could take for a setting. */
export const programEnvironment: Readonly<Record<string, string | undefined>> = {
  PATH: process.env['PATH'],
  // Compiled once, not at each of a hundred starts.
  NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
}
